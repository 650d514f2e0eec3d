import type { SettingValue } from '#lib/radio/radioSetting.ts';
import { parseFrequency } from './parseFrequency.ts';
import type { SweepSpan, UsbRadioId, UsbWant } from './radioRequest.ts';

/** What a link says of a USB radio. */
export interface RadioLink {
  /** Which one, where somebody wrote it into the link; null is any. */
  readonly device: UsbRadioId | null;
  readonly want: UsbWant;
}

/** Settings of a radio are parameters of this form, so that they are told apart from those of the view: `set.bias-tee=on`. */
const settingPrefix = 'set.';
const mostSettings = 32;
const longestValue = 64;

/**
 * Reads the parameters of `?radio=usb`: `center`, `rate`, `gain` (dB or `auto`), `ppm`, `sweep` (`88M-108M`), `set.KEY`, and `device` as
 * `VENDOR:PRODUCT[:NTH[:SERIAL]]` (ids in hexadecimal; without a serial any will do). What is wrong is as if it were not there. Values of settings stay text: their kind is known when the radio is open.
 */
export function readRadioLink(query: URLSearchParams): RadioLink {
  const number = (name: string, low: number, high: number): number | undefined => {
    const text = query.get(name);
    if (text === null || text.trim() === '') return undefined;
    const value = Number(text);
    return value >= low && value <= high ? value : undefined;
  };
  const center = number('center', 0, 1e12);
  const rate = number('rate', 1e3, 1e9);
  const gain = query.get('gain') === 'auto' ? 'auto' : number('gain', -200, 200);
  const ppm = number('ppm', -1e4, 1e4);
  const sweep = readSweep(query.get('sweep'));
  const settings = Object.fromEntries(
    [...query]
      .filter(([name, value]) => name.startsWith(settingPrefix) && value.length <= longestValue)
      .slice(0, mostSettings)
      .map(([name, value]): [string, SettingValue] => [name.slice(settingPrefix.length), value])
  );
  return {
    device: readDevice(query.get('device')),
    want: {
      ...(center === undefined ? {} : { center }),
      ...(rate === undefined ? {} : { rate }),
      ...(gain === undefined ? {} : { gain }),
      ...(ppm === undefined ? {} : { ppm }),
      ...(sweep === null ? {} : { sweep }),
      ...(Object.keys(settings).length === 0 ? {} : { settings })
    }
  };
}

/** Writes the same parameters. The device is left out: a link shows the same to somebody who has another one. */
export function writeRadioLink({ want }: RadioLink, put: (name: string, value: string | number | null) => void): void {
  put('center', want.center === undefined ? null : Math.round(want.center));
  put('rate', want.rate === undefined ? null : Math.round(want.rate));
  put('gain', want.gain ?? null);
  put('ppm', want.ppm === 0 ? null : (want.ppm ?? null));
  put('sweep', want.sweep === undefined ? null : `${Math.round(want.sweep.low)}-${Math.round(want.sweep.high)}`);
  for (const [key, value] of Object.entries(want.settings ?? {})) put(settingPrefix + key, settingText(value));
}

function settingText(value: SettingValue): string {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
}

/** Two frequencies as people write them, with a dash between. */
function readSweep(text: string | null): SweepSpan | null {
  const ends = (text ?? '').slice(0, longestValue).split(/[-\u2013]/);
  if (ends.length !== 2) return null;
  const [low, high] = ends.map(parseFrequency);
  return low !== null && high !== null && low >= 0 && low < high && high <= 1e12 ? { low, high } : null;
}

function readDevice(text: string | null): UsbRadioId | null {
  const found = /^([0-9a-f]{4}):([0-9a-f]{4})(?::(\d{1,3})(?::(.{0,128}))?)?$/i.exec(text ?? '');
  if (found === null) return null;
  const [, vendor, product, nth, serial] = found as unknown as (string | undefined)[];
  return {
    vendorId: parseInt(vendor ?? '', 16),
    productId: parseInt(product ?? '', 16),
    nth: Number(nth ?? 0),
    serial: serial ?? null
  };
}
