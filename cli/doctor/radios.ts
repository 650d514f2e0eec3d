import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listUsbDevices } from '#lib/platform/node/usb/nodeUsb.ts';
import { usbRadioKinds } from '#lib/radio/usb/list.ts';
import { usbFailure } from '#lib/radio/usb/usbFailure.ts';
import type { UsbId, UsbRadioKind } from '#lib/radio/usb/usbRadioKind.ts';
import { note, ok, type Finding } from './finding.ts';
import { linuxRoots, linuxUsbDevices, type LinuxRoots, type LinuxUsbDevice } from './usbTree.ts';

/** Radios on USB: which are plugged in, who holds them, whether they may be opened, and what to do about it. */
export async function radios(): Promise<Finding[]> {
  return process.platform === 'linux' ? linuxRadios() : otherRadios(process.platform);
}

/** @param roots where to look; the tests have trees of their own */
export function linuxRadios(roots: LinuxRoots = linuxRoots): Finding[] {
  const findings = usbRadioKinds.flatMap((kind) =>
    linuxUsbDevices(kind.ids, roots).map((device) => linuxFinding(kind, device))
  );
  return [...(findings.length === 0 ? [none()] : findings), ...usbMemory(roots, findings.length)];
}

function linuxFinding(kind: UsbRadioKind, device: LinuxUsbDevice): Finding {
  const { id, place, product, serial, drivers, node, allowed, holders } = device;
  const is = `${product === '' ? id.name : product}, serial ${serial === '' ? '(empty)' : serial}, at ${place}`;
  const name = kind.label;
  const kernel = drivers.filter((driver) => driver !== 'usbfs');
  if (!allowed) {
    return existsSync(node)
      ? note(name, `${is}: you may not open it`, udevAdvice(id))
      : note(name, `${is}: ${node} is missing`, 'In a container, hand it over: --device /dev/bus/usb (Docker).');
  }
  if (holders.length > 0 || drivers.includes('usbfs')) {
    const who = holders.map(({ pid, name: program }) => `${program} (process ${pid})`).join(', ');
    return note(
      name,
      `${is}: in use by ${who === '' ? 'a program of another user' : who}`,
      `Only one program can have it. Close that one${holders.length === 0 ? '' : `, or: kill ${holders.map(({ pid }) => pid).join(' ')}`}.`
    );
  }
  if (kernel.length > 0) return note(name, `${is}: held by Linux's driver ${kernel.join(', ')}`, kernelAdvice(kernel));
  return ok(name, `${is}: free; --radio usb:${kind.driver}${serial === '' ? '' : `,serial=${serial}`}`);
}

function udevAdvice({ vendorId, productId }: UsbId): string {
  const hex = (value: number) => value.toString(16).padStart(4, '0');
  const rule = `SUBSYSTEM=="usb", ATTRS{idVendor}=="${hex(vendorId)}", ATTRS{idProduct}=="${hex(productId)}", MODE="0660", GROUP="plugdev", TAG+="uaccess"`;
  return [
    'Give whoever sits at this machine the right, with these lines; then plug it in again:',
    `  echo '${rule}' | sudo tee -a /etc/udev/rules.d/60-wavepool.rules`,
    '  sudo udevadm control --reload-rules',
    'Over SSH nobody sits at it: also  sudo usermod -aG plugdev $USER  and log in again.'
  ].join('\n');
}

function kernelAdvice(drivers: readonly string[]): string {
  const names = drivers.join(' ');
  return [
    'wavepool’s own commands take it over by themselves. A browser cannot: free it, now and for good:',
    `  sudo modprobe -r ${names}`,
    `  printf 'blacklist %s\\n' ${names} | sudo tee /etc/modprobe.d/wavepool.conf`
  ].join('\n');
}

/** Linux lends all programs together so much memory for transfers; 0 stands for no limit. */
function usbMemory({ sys }: LinuxRoots, plugged: number): Finding[] {
  const file = join(sys, 'module/usbcore/parameters/usbfs_memory_mb');
  let megabytes: number;
  try {
    megabytes = Number(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
  // Up to 10 MiB for a HackRF at 20 MS/s, 3 for a dongle.
  const wanted = Math.max(16, 10 * plugged);
  if (megabytes === 0 || megabytes >= wanted) return [];
  return [
    note(
      'USB memory',
      `${megabytes} MiB for all programs together; ${plugged} radios at full rate want ${wanted}`,
      `echo ${wanted} | sudo tee ${file}`
    )
  ];
}

function none(): Finding {
  const kinds = usbRadioKinds.map(({ label }) => label).join(' or ');
  return ok('radios', `no ${kinds} is plugged in; --radio sim needs none`);
}

/** Windows and macOS tell no more than whether libusb can open it. */
async function otherRadios(platform: NodeJS.Platform): Promise<Finding[]> {
  try {
    const findings = await Promise.all(
      usbRadioKinds.map(async (kind) => {
        const devices = await listUsbDevices(kind.ids);
        return devices.map(({ place, productName, serialNumber, unreadable }) => {
          const is = `${productName ?? kind.label} at ${place}`;
          if (unreadable === null) return ok(kind.label, `${is}, serial ${serialNumber ?? ''}: free`);
          return note(kind.label, `${is}: ${usbFailure(unreadable, kind.label).message}`, otherAdvice(platform, kind));
        });
      })
    );
    return findings.flat().length === 0 ? [none()] : findings.flat();
  } catch (error) {
    return [
      note(
        'radios',
        error instanceof Error ? error.message : String(error),
        'Radios over the network work all the same.'
      )
    ];
  }
}

/** What frees a radio where libusb cannot open it. */
export function otherAdvice(platform: string, { label, driver }: Pick<UsbRadioKind, 'label' | 'driver'>): string {
  if (platform === 'win32')
    return [
      `Give it the WinUSB driver, once for each USB socket: start Zadig (https://zadig.akeo.ie), Options > List All Devices,`,
      `choose ${driver === 'rtlsdr' ? '"Bulk-In, Interface (Interface 0)", not "USB Receiver"' : label}, WinUSB, Replace Driver; then plug it in again.`
    ].join('\n');
  return 'Close the other program that has it (SDR software, a browser tab); unplug it and plug it in again.';
}
