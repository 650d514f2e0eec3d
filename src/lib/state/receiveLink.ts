import { paletteNames, type PaletteName } from '#lib/draw/palette.ts';
import { windowNames, type WindowName } from '#lib/dsp/window.ts';
import { readRadioLink, writeRadioLink, type RadioLink } from './radioLink.ts';

/** What the address of the Receive page says, so that a link shows the same to somebody else. Null is: whatever suits the source. */
export interface ReceiveLink {
  /** The simulator's settings; null when nothing, or a file, is open. A file cannot travel in a link. */
  readonly sim: { readonly seed: number; readonly center: number; readonly rate: number } | null;
  /** A USB radio and how it is set; null when another source, or none, is open. */
  readonly usb: RadioLink | null;
  /** Span on screen, Hz offset from the centre. */
  readonly low: number | null;
  readonly high: number | null;
  /** Seconds of waterfall. */
  readonly span: number | null;
  /** Levels at the ends of the palette, dBFS; null is automatic. */
  readonly min: number | null;
  readonly max: number | null;
  readonly palette: PaletteName;
  readonly row: 'peak' | 'mean';
  readonly peakHold: boolean;
  readonly average: boolean;
  readonly detections: boolean;
  readonly fft: number | null;
  readonly window: WindowName | null;
  readonly overlap: number | null;
}

/** The simulated world that opens when nobody asks for another: FM broadcast band, with room for every kind of emitter near by. */
export const defaultSim = { seed: 7, center: 100e6, rate: 2.4e6 } as const;
export const fftSizes = [256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536] as const;
export const overlaps = [0, 0.5, 0.75] as const;
/** Seconds of waterfall that can be asked for. */
export const spanRange = { low: 0.001, high: 3600 } as const;
/** Levels that make sense, dBFS. */
export const levelRange = { low: -200, high: 40 } as const;

/** Reads an address. What it does not say, or says wrongly, is as if it were not there. */
export function readLink(query: URLSearchParams): ReceiveLink {
  const number = (name: string, low: number, high: number): number | null => {
    const text = query.get(name);
    if (text === null || text.trim() === '') return null;
    const value = Number(text);
    return value >= low && value <= high ? value : null;
  };
  const oneOf = <T>(name: string, choices: readonly T[]): T | null =>
    choices.find((choice) => String(choice) === query.get(name)) ?? null;
  const low = number('low', -1e12, 1e12);
  const high = number('high', -1e12, 1e12);
  const min = number('min', levelRange.low, levelRange.high);
  const max = number('max', levelRange.low, levelRange.high);
  const wholeSpan = low !== null && high !== null && low < high;
  const wholeLevels = min !== null && max !== null && min < max;
  return {
    sim:
      query.get('radio') === 'sim'
        ? {
            seed: Math.floor(number('seed', 0, 2 ** 32 - 1) ?? defaultSim.seed),
            center: number('center', 0, 1e12) ?? defaultSim.center,
            rate: number('rate', 1e3, 1e9) ?? defaultSim.rate
          }
        : null,
    usb: query.get('radio') === 'usb' ? readRadioLink(query) : null,
    low: wholeSpan ? low : null,
    high: wholeSpan ? high : null,
    span: number('span', spanRange.low, spanRange.high),
    min: wholeLevels ? min : null,
    max: wholeLevels ? max : null,
    palette: oneOf('palette', paletteNames) ?? 'turbo',
    row: oneOf('row', ['peak', 'mean'] as const) ?? 'peak',
    peakHold: query.get('hold') === '1',
    average: query.get('average') === '1',
    detections: query.get('boxes') !== '0',
    fft: oneOf('fft', fftSizes),
    window: oneOf('window', windowNames),
    overlap: oneOf('overlap', overlaps)
  };
}

/** Writes an address: only what differs from what would be there anyway. Empty, or starting with `?`. */
export function writeLink(link: ReceiveLink): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string | number | null) => {
    if (value !== null) query.set(name, String(value));
  };
  if (link.sim !== null) {
    put('radio', 'sim');
    put('seed', link.sim.seed === defaultSim.seed ? null : link.sim.seed);
    put('center', link.sim.center === defaultSim.center ? null : link.sim.center);
    put('rate', link.sim.rate === defaultSim.rate ? null : link.sim.rate);
  }
  if (link.usb !== null) {
    put('radio', 'usb');
    writeRadioLink(link.usb, put);
  }
  put('low', link.low === null ? null : Math.round(link.low));
  put('high', link.high === null ? null : Math.round(link.high));
  put('span', link.span === null ? null : Number(link.span.toPrecision(4)));
  put('min', link.min === null ? null : Number(link.min.toFixed(1)));
  put('max', link.max === null ? null : Number(link.max.toFixed(1)));
  put('palette', link.palette === 'turbo' ? null : link.palette);
  put('row', link.row === 'peak' ? null : link.row);
  put('hold', link.peakHold ? 1 : null);
  put('average', link.average ? 1 : null);
  put('boxes', link.detections ? null : 0);
  put('fft', link.fft);
  put('window', link.window);
  put('overlap', link.overlap);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
