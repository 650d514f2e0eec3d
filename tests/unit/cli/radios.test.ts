import { describe, expect, it } from 'vitest';
import { radioOpeners } from '#cli/radios/list.ts';
import { openRadio } from '#cli/radios/openRadio.ts';
import { readWant } from '#cli/radios/readWant.ts';
import { splitSpec } from '#cli/radios/specPairs.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { chooseUsbDevice, findAgain } from '#lib/platform/node/usb/chooseUsbDevice.ts';
import { hostError } from '#lib/platform/node/usb/hostError.ts';
import type { RadioSetting } from '#lib/radio/radioSetting.ts';
import { usbFailure } from '#lib/radio/usb/usbFailure.ts';

const host = { clock: new VirtualClock(), signal: new AbortController().signal, notice: () => undefined };

describe('SPECs of radios', () => {
  it('opens the simulator', async () => {
    const radio = await openRadio('sim:seed=3,paced=no', host);
    expect(radio.info.driver).toBe('sim');
    await radio.close();
  });

  it.each([
    '',
    'usb',
    'usb:',
    'usb:airspy',
    'usb:rtlsdr,index=-1',
    'usb:rtlsdr,serial',
    'usb:rtlsdr,a=1,a=2',
    'nosuch:x',
    'sim:what=1',
    'file:',
    'rtltcp:',
    'rtltcp:a:b',
    'rtltcp:host:70000',
    'rtltcp:[::1',
    'x'.repeat(10_000)
  ])('refuses %j, saying what is possible', async (spec) => {
    await expect(openRadio(spec, host)).rejects.toMatchObject({ code: 'radio.bad-spec' });
  });

  it('says what each kind is in lines that fit a terminal', () => {
    expect(radioOpeners.map(({ scheme }) => scheme)).toEqual(['sim', 'file', 'usb', 'soapy', 'rtltcp']);
    for (const { scheme, help } of radioOpeners) {
      expect(help.startsWith(scheme)).toBe(true);
      for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
    }
  });

  it('takes pairs apart, whatever stands in a value', () => {
    const { name, pairs } = splitSpec('x:a,b=1,c=2=3', 'a,b=1,c=2=3', '');
    expect([name, ...pairs]).toEqual(['a', ['b', '1'], ['c', '2=3']]);
  });
});

describe('settings by KEY=VALUE', () => {
  const base = { label: '', hint: '', warning: null };
  const settings: readonly RadioSetting[] = [
    { ...base, key: 'bias-tee', kind: 'switch' },
    {
      ...base,
      key: 'direct-sampling',
      kind: 'choice',
      choices: ['off', 'i', 'q'].map((value) => ({ value, label: value }))
    },
    { ...base, key: 'bandwidth', kind: 'number', unit: 'Hz', ranges: [{ min: 0, max: 8e6 }] }
  ];
  const read = (...pairs: (readonly [string, string])[]) => readWant({ model: 'Test', settings }, pairs);

  it('reads each kind', () => {
    expect(
      read(
        ['gain', 'auto'],
        ['ppm', '-1.5'],
        ['center', '433.92M'],
        ['rate', '2.4M'],
        ['bias-tee', 'on'],
        ['direct-sampling', 'Q'],
        ['bandwidth', '300k']
      )
    ).toEqual({
      gain: 'auto',
      ppm: -1.5,
      center: 433_920_000,
      rate: 2_400_000,
      settings: { 'bias-tee': true, 'direct-sampling': 'q', bandwidth: 300_000 }
    });
    for (const word of ['on', 'yes', 'true', '1', 'ON'])
      expect(read(['bias-tee', word]).settings).toEqual({ 'bias-tee': true });
    for (const word of ['off', 'no', 'false', '0'])
      expect(read(['bias-tee', word]).settings).toEqual({ 'bias-tee': false });
    expect(read(['gain', '28.5'])).toEqual({ gain: 28.5 });
    expect(read()).toEqual({});
  });

  it.each([
    ['nothing', '1'],
    ['gain', 'loud'],
    ['ppm', ''],
    ['rate', '0'],
    ['bandwidth', 'wide']
  ])('refuses %s=%s', (key, value) => {
    expect(() => read([key, value])).toThrow(expect.objectContaining({ code: 'radio.bad-setting' }) as Error);
  });
});

describe('choosing among dongles', () => {
  const at = (place: string, serialNumber?: string) => ({ place, serialNumber });
  const free = () => false;

  it('goes by serial number, then by index', () => {
    const devices = [at('1-1', 'A'), at('1-2', 'B'), at('1-3', 'B'), at('1-4', '')];
    expect(chooseUsbDevice(devices, {})?.place).toBe('1-1');
    expect(chooseUsbDevice(devices, { index: 2 })?.place).toBe('1-3');
    expect(chooseUsbDevice(devices, { serial: 'B' })?.place).toBe('1-2');
    expect(chooseUsbDevice(devices, { serial: 'B', index: 1 })?.place).toBe('1-3');
    expect(chooseUsbDevice(devices, { serial: '' })?.place).toBe('1-4');
    expect(chooseUsbDevice(devices, { serial: 'C' })).toBeNull();
    expect(chooseUsbDevice(devices, { index: 4 })).toBeNull();
    expect(chooseUsbDevice([], {})).toBeNull();
  });

  it('finds the same one again', () => {
    const devices = [at('1-1', 'A'), at('1-2', 'B')];
    expect(findAgain(devices, at('1-9', 'B'), free)?.place).toBe('1-2');
    expect(findAgain([at('1-1', 'A')], at('1-1', 'B'), free)).toBeNull();
    // The same number twice: the socket decides, and where that tells nothing it is left alone.
    const twins = [at('1-1', 'X'), at('1-2', 'X')];
    expect(findAgain(twins, at('1-2', 'X'), free)?.place).toBe('1-2');
    expect(findAgain(twins, at('1-3', 'X'), free)).toBeNull();
    expect(findAgain(twins, at('1-3', 'X'), ({ place }) => place === '1-1')?.place).toBe('1-2');
    // Without a number: the socket, or the only one there is.
    expect(findAgain([at('1-5')], at('1-1'), free)?.place).toBe('1-5');
    expect(findAgain([at('1-5'), at('1-6')], at('1-1'), free)).toBeNull();
    expect(findAgain([], at('1-1'), free)).toBeNull();
  });
});

describe('errors of libusb', () => {
  it.each([
    [-3, 'usb.denied'],
    [-4, 'usb.unplugged'],
    [-6, 'usb.claimed'],
    [-12, 'usb.denied'],
    [5, 'usb.unplugged'],
    [3, 'usb.unplugged'],
    [1, 'usb.failed'],
    [-1, 'usb.failed'],
    [-99, 'usb.failed']
  ])('%i means %s', (errno, code) => {
    const thrown = Object.assign(new Error('as the library says it'), { errno });
    expect(usbFailure(hostError('open', thrown), 'Test').code).toBe(code);
  });

  it('keeps the words of other errors', () => {
    expect(hostError('open', new TypeError('no function')).message).toContain('no function');
    expect(hostError('open', 'text').message).toContain('text');
  });
});
