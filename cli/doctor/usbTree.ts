import { accessSync, constants, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { UsbId } from '#lib/radio/usb/usbRadioKind.ts';

/** Where Linux shows its devices; tests put trees of their own there. */
export interface LinuxRoots {
  readonly sys: string;
  readonly dev: string;
  readonly proc: string;
  /** Whether this user may read and write a device node. */
  readonly mayOpen: (node: string) => boolean;
}

export const linuxRoots: LinuxRoots = { sys: '/sys', dev: '/dev', proc: '/proc', mayOpen };

/** A USB device as Linux knows it, without opening it. */
export interface LinuxUsbDevice {
  readonly id: UsbId;
  /** '1-2.3': bus and ports. */
  readonly place: string;
  readonly manufacturer: string;
  readonly product: string;
  readonly serial: string;
  /** Kernel drivers bound to its interfaces; 'usbfs' stands for a program. */
  readonly drivers: readonly string[];
  /** Its node below /dev. */
  readonly node: string;
  /** True when this user may open it for reading and writing. */
  readonly allowed: boolean;
  /** Programs that have it open, as far as this user may see them. */
  readonly holders: readonly { readonly pid: number; readonly name: string }[];
}

/** Devices of these products that are plugged in, in order of their sockets. */
export function linuxUsbDevices(ids: readonly UsbId[], roots: LinuxRoots = linuxRoots): readonly LinuxUsbDevice[] {
  const folder = join(roots.sys, 'bus/usb/devices');
  return list(folder)
    .filter((name) => /^\d+-[\d.]+$/.test(name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .flatMap((place) => {
      const text = (file: string) => read(join(folder, place, file));
      const [vendorId, productId] = [parseInt(text('idVendor'), 16), parseInt(text('idProduct'), 16)];
      const id = ids.find((one) => one.vendorId === vendorId && one.productId === productId);
      if (id === undefined) return [];
      const number = (file: string) => text(file).padStart(3, '0');
      const node = join(roots.dev, 'bus/usb', number('busnum'), number('devnum'));
      const drivers = list(join(folder, place))
        .filter((name) => name.startsWith(`${place}:`))
        .map((name) => driverOf(join(folder, place, name)));
      return {
        id,
        place,
        manufacturer: text('manufacturer'),
        product: text('product'),
        serial: text('serial'),
        drivers: [...new Set(drivers)].filter((driver) => driver !== ''),
        node,
        allowed: roots.mayOpen(node),
        holders: holdersOf(node, roots.proc)
      };
    });
}

/** What of /proc can be read: a user sees the files of his own programs, root those of all. */
function holdersOf(node: string, proc: string): { pid: number; name: string }[] {
  return list(proc)
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => list(join(proc, pid, 'fd')).some((fd) => linkOf(join(proc, pid, 'fd', fd)) === node))
    .map((pid) => ({ pid: Number(pid), name: read(join(proc, pid, 'comm')) }));
}

function driverOf(entry: string): string {
  return basename(linkOf(join(entry, 'driver')));
}

function mayOpen(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** One line; what strings a device has it says itself, so control characters are taken out. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
      .slice(0, 200)
      .replace(/\p{Cc}+/gu, ' ')
      .trim();
  } catch {
    return '';
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
