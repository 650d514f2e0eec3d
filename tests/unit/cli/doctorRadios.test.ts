import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gps } from '#cli/doctor/gps.ts';
import { linuxRadios, otherAdvice } from '#cli/doctor/radios.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavepool-doctor-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const roots = (mayOpen = existsSync) => ({
  sys: join(folder, 'sys'),
  dev: join(folder, 'dev'),
  proc: join(folder, 'proc'),
  mayOpen
});

interface Plugged {
  readonly place: string;
  readonly vendor: string;
  readonly product: string;
  readonly strings?: Readonly<Record<string, string>>;
  readonly driver?: string;
  readonly node?: boolean;
}

/** A device in a tree such as Linux shows. */
function plug({ place, vendor, product, strings = {}, driver, node = true }: Plugged, number = 7): string {
  const entry = join(roots().sys, 'bus/usb/devices', place);
  const facts = { idVendor: vendor, idProduct: product, busnum: '1', devnum: String(number), ...strings };
  mkdirSync(join(entry, `${place}:1.0`), { recursive: true });
  for (const [file, text] of Object.entries(facts)) writeFileSync(join(entry, file), `${text}\n`);
  if (driver !== undefined) symlinkSync(`../../../../bus/usb/drivers/${driver}`, join(entry, `${place}:1.0`, 'driver'));
  const path = join(roots().dev, 'bus/usb/001', String(number).padStart(3, '0'));
  mkdirSync(join(path, '..'), { recursive: true });
  if (node) writeFileSync(path, '');
  return path;
}

function openBy(pid: number, name: string, node: string): void {
  const entry = join(roots().proc, String(pid));
  mkdirSync(join(entry, 'fd'), { recursive: true });
  writeFileSync(join(entry, 'comm'), `${name}\n`);
  symlinkSync(node, join(entry, 'fd', '11'));
}

const dongle = { place: '1-2.3', vendor: '0bda', product: '2838' } as const;
const strings = { manufacturer: 'Realtek', product: 'RTL2838UHIDIR', serial: '00000001' } as const;

describe('radios that doctor finds on Linux', () => {
  it('says when there is none, and sees no other device', () => {
    plug({ place: '1-1', vendor: '046d', product: 'c52b' });
    expect(linuxRadios(roots())).toMatchObject([{ name: 'radios', state: 'ok' }]);
  });

  it('says how to use one that is free', () => {
    plug({ ...dongle, strings });
    plug({ place: '1-10', vendor: '1d50', product: '6089', strings: { serial: 'a06063c8' } }, 8);
    expect(linuxRadios(roots())).toMatchObject([
      {
        name: 'RTL-SDR',
        state: 'ok',
        fact: 'RTL2838UHIDIR, serial 00000001, at 1-2.3: free; --radio usb:rtlsdr,serial=00000001'
      },
      { name: 'HackRF', state: 'ok' }
    ]);
  });

  it('tells how to free it from the kernel’s own driver', () => {
    plug({ ...dongle, strings, driver: 'dvb_usb_rtl28xxu' });
    const [{ state, fact, advice }] = linuxRadios(roots());
    expect(state).toBe('note');
    expect(fact).toContain('dvb_usb_rtl28xxu');
    expect(advice).toContain('sudo modprobe -r dvb_usb_rtl28xxu');
    expect(advice).toContain('/etc/modprobe.d/');
  });

  it('names the program that has it', () => {
    const node = plug({ ...dongle, strings, driver: 'usbfs' });
    openBy(4321, 'rtl_433', node);
    openBy(5000, 'bash', '/dev/null');
    const [{ fact, advice }] = linuxRadios(roots());
    expect(fact).toContain('in use by rtl_433 (process 4321)');
    expect(advice).toContain('kill 4321');
  });

  it('knows that it is in use by a program that it may not see', () => {
    plug({ ...dongle, driver: 'usbfs' });
    expect(linuxRadios(roots())[0].fact).toContain('in use by a program of another user');
  });

  it('gives the udev rule for one that may not be opened', () => {
    plug({ ...dongle, strings });
    const [{ fact, advice }] = linuxRadios(roots(() => false));
    expect(fact).toContain('you may not open it');
    expect(advice).toContain('ATTRS{idVendor}=="0bda", ATTRS{idProduct}=="2838", MODE="0660"');
    expect(advice).toContain('udevadm control --reload-rules');
  });

  it('sees a container that has no device nodes', () => {
    plug({ ...dongle, node: false });
    const [{ fact, advice }] = linuxRadios(roots());
    expect(fact).toContain('is missing');
    expect(advice).toContain('/dev/bus/usb');
  });

  it('passes on no control characters of a device', () => {
    plug({ ...dongle, strings: { product: 'evil\x1b[2Jname', serial: '\x07' } });
    const [{ fact }] = linuxRadios(roots());
    expect(fact).toContain('evil [2Jname, serial (empty)');
  });

  it('warns where the memory for transfers is short for several', () => {
    for (const [at, place] of ['1-1', '1-2', '1-3'].entries()) plug({ ...dongle, place }, at + 1);
    const parameters = join(roots().sys, 'module/usbcore/parameters');
    mkdirSync(parameters, { recursive: true });
    writeFileSync(join(parameters, 'usbfs_memory_mb'), '16\n');
    expect(linuxRadios(roots()).at(-1)).toMatchObject({ name: 'USB memory', state: 'note' });
    writeFileSync(join(parameters, 'usbfs_memory_mb'), '0\n');
    expect(linuxRadios(roots()).map(({ name }) => name)).not.toContain('USB memory');
  });
});

describe('radios elsewhere', () => {
  it('names Zadig on Windows, and the other program on macOS', () => {
    expect(otherAdvice('win32', { label: 'RTL-SDR', driver: 'rtlsdr' })).toMatch(/Zadig[^]*Interface 0[^]*WinUSB/);
    expect(otherAdvice('darwin', { label: 'HackRF', driver: 'hackrf' })).toContain('Close the other program');
  });
});

describe('gpsd', () => {
  async function answering(text: string): Promise<string> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(text);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const [{ fact }] = await gps((server.address() as AddressInfo).port);
    server.close();
    return fact;
  }

  it('is not taken for whatever else is there', async () => {
    expect(await answering('HTTP/1.1 400 Bad Request\r\n\r\n')).toContain('none on');
    expect(await answering('x'.repeat(100_000))).toContain('none on');
  });
});
