import type { StoredFormat } from './storedFormat.ts';
import { storedFormat } from './storedFormat.ts';
import { utcTime } from './isoTime.ts';
import { siNumber } from './siNumber.ts';

/** What a file's name says about the samples in it. What it does not say for certain is null: a wrong rate is worse than none. */
export interface NameFacts {
  /** How raw samples lie in it. */
  readonly stored: StoredFormat | null;
  /** S/s. */
  readonly rate: number | null;
  /** Hz. */
  readonly center: number | null;
  /** Seconds since 1970. */
  readonly startTime: number | null;
  /** Seconds the recording lasts by its name; a lone `4M` counts as the rate when this fits. */
  readonly duration: number | null;
  /** A number that may be the rate, if the length of the file bears it out. */
  readonly maybeRate: number | null;
  /** The name says that the file holds I and Q. */
  readonly saysIq: boolean;
}

/** Extensions that name a sample format, over the tools that write them. `.data` is what rtl_433 called its cu8 files until 2018. */
const byExtension: Readonly<Record<string, StoredFormat>> = {
  ...same(['cu8', 'uc8', 'data', 'complex16u'], storedFormat('u8', true)),
  ...same(['cs8', 'sc8', 'ci8', 'c8', 'complex16s'], storedFormat('s8', true)),
  ...same(['cu16', 'complex32u'], storedFormat('u16', true)),
  ...same(['cs16', 'sc16', 'ci16', 'c16', 'complex32s'], storedFormat('s16', true)),
  ...same(['cs32', 'sc32', 'ci32', 'c32'], storedFormat('s32', true)),
  ...same(['cf32', 'fc32', 'cfile', 'complex'], storedFormat('f32', true)),
  ...same(['cf64', 'fc64'], storedFormat('f64', true)),
  ...same(['u8'], storedFormat('u8', false)),
  ...same(['s8'], storedFormat('s8', false)),
  ...same(['u16'], storedFormat('u16', false)),
  ...same(['s16'], storedFormat('s16', false)),
  ...same(['s32'], storedFormat('s32', false)),
  ...same(['f32'], storedFormat('f32', false)),
  ...same(['f64'], storedFormat('f64', false))
};

/** Extensions that say "samples" and no more: there a word of the name may tell the format (`GPS_4MHz_cf32.iq`). */
const vague = new Set(['iq', 'bin', 'raw', 'dat']);
const formatWords =
  /(?:^|[_\-.\s])(cu8|cs8|sc8|ci8|cu16|cs16|sc16|ci16|cs32|sc32|ci32|cf32|fc32|cf64|fc64)(?=$|[_\-.\s])/i;

/**
 * Rates that radios run at and nobody uses for a bit rate, a bandwidth or a channel: a lone `4M` or `2.4M` is the rate, but `24M` may be Wi-Fi
 * at 24 Mbit/s, `1M` Bluetooth's slow mode, `20M` a channel's width, and `433.92M` is no rate at all.
 */
const plainRates = new Set(
  [1.024, 1.6, 1.8, 1.92, 2.048, 2.4, 2.56, 2.88, 3.2, 3.84, 4, 7.68, 8, 15.36, 19.2, 23.04, 30.72, 61.44].map((x) =>
    Math.round(x * 1e6)
  )
);
/** Likewise for a lone `…k`: these are baud rates first. */
const baudRates = new Set([1.2, 2.4, 4.8, 9.6, 19.2, 38.4, 57.6, 76.8, 115.2, 230.4].map((x) => Math.round(x * 1e3)));

/** Highest rate a second number with an M can be; anything above is a frequency. */
const rateLimit = 250e6;

export function readFileName(name: string): NameFacts {
  const dot = name.lastIndexOf('.');
  const stem = dot > 0 ? name.slice(0, dot) : name;
  const extension = dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
  const word = vague.has(extension) ? formatWords.exec(stem) : null;
  const facts = {
    stored: byExtension[word === null ? extension : word[1].toLowerCase()] ?? null,
    saysIq: /(?:^|[_\-\s])(?:iq|rf|baseband)(?=$|[_\-\s])/i.test(stem),
    duration: durationOf(stem)
  };
  const known = byTool(stem, extension);
  if (known !== null) return { rate: null, center: null, startTime: null, maybeRate: null, ...facts, ...known };
  return { startTime: null, ...facts, ...byWords(stem) };
}

/** Extension of a file name, lower case, without the dot. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

/** Names that a program composes; these leave no room for doubt. */
function byTool(stem: string, extension: string): Partial<NameFacts> | null {
  // gqrx_20190101_120000_97700000_1800000_fc.raw (UTC, Hz, S/s; fc = cf32)
  let match = /^gqrx_(\d{8})_(\d{6})_(\d+)_(\d+)_fc(?:_|$)/i.exec(stem);
  if (match !== null) {
    const stored = extension === 'raw' ? { stored: storedFormat('f32', true) } : {};
    return {
      ...stored,
      startTime: compactTime(match[1], match[2]),
      center: Number(match[3]),
      rate: positive(match[4]),
      saysIq: true
    };
  }
  // SDRSharp_20150804_204443Z_436000000Hz_IQ.wav, HDSDR_20130407_150523Z_7050kHz_RF.wav, SDRuno_20170318_141521Z_7100kHz.wav
  match = /^(?:SDRSharp|HDSDR|SDRuno|SDRconnect)_(?:IQ_)?(\d{8})_(\d{6})Z?_(\d+(?:\.\d+)?[kM]?Hz)(?:_(\w+))?$/i.exec(
    stem
  );
  if (match !== null) {
    const audio = /^A[FU]/i.test(match.at(4) ?? '');
    return { startTime: compactTime(match[1], match[2]), center: audio ? null : siNumber(match[3]), saysIq: !audio };
  }
  // 20200813T065220Z_77500_HB9ODP_iq.wav (KiwiSDR). In the audio modes the frequency is the carrier, not the centre.
  match = /^(\d{8})T(\d{6})Z_(\d+)_.+?_(\w+)$/.exec(stem);
  if (match !== null) {
    const iq = /^iq/i.test(match[4]);
    return { startTime: compactTime(match[1], match[2]), center: iq ? Number(match[3]) : null, saysIq: iq };
  }
  // 2023-05-01_12-30-00_2400000SPS_137100000Hz.cf32 (SatDump)
  match = /^(\d{4}-\d\d-\d\d)_(\d\d-\d\d-\d\d)(?:-\d+)?_(\d+)SPS_(\d+)Hz$/i.exec(stem);
  if (match !== null) {
    const time = compactTime(match[1].replaceAll('-', ''), match[2].replaceAll('-', ''));
    return { startTime: time, rate: positive(match[3]), center: Number(match[4]), saysIq: true };
  }
  // 01-Jan-2020 120000.123 7.100MHz.wav (SDR Console; local time or UTC as set there, so no time is taken)
  match = /^\d\d-\p{L}{3,4}-\d{4} \d{6}\.\d{3} (\d+(?:\.\d+)?MHz)/u.exec(stem);
  if (match !== null) return { center: siNumber(match[1]), saysIq: true };
  // baseband_100000000Hz_12-34-56_01-02-2023.wav (SDR++; local time, so no time is taken)
  match = /^baseband_(\d+)Hz_\d\d-\d\d-\d\d_\d\d-\d\d-\d{4}$/i.exec(stem);
  if (match !== null) return { center: Number(match[1]), saysIq: true };
  // RTL-SDR-20190101_120000-433_92MHz-2MSps-2MHz.complex16u (Universal Radio Hacker: _ is the decimal point; local time)
  match = /-(\d+(?:_\d+)?)([kMG]?)Hz-(\d+(?:_\d+)?)([kMG]?)Sps(?:-|$)/i.exec(stem);
  if (match !== null) {
    const number = (digits: string, prefix: string) =>
      siNumber(digits.replace('_', '.') + (prefix === 'K' ? 'k' : prefix));
    return { center: number(match[1], match[2]), rate: number(match[3], match[4]), saysIq: true };
  }
  // f1815.3_s19.2_bw20_0.08s_hackrf (LTE-Cell-Scanner: MHz and MS/s)
  match = /(?:^|_)f(\d{2,4}(?:\.\d+)?)_s(\d{1,2}\.\d+)(?:_|$)/.exec(stem);
  if (match !== null) return { center: siNumber(`${match[1]}M`), rate: siNumber(`${match[2]}M`) };
  return null;
}

/** Numbers with a unit between separators, after rtl_433's convention `g001_433.92M_250k`. */
function byWords(stem: string): Pick<NameFacts, 'rate' | 'center' | 'maybeRate'> {
  const bare: { value: number; prefix: string }[] = [];
  const rates: number[] = [];
  const frequencies: number[] = [];
  for (const word of stem.split(/[_\s,;()[\]@+-]+/)) {
    const match = /^(\d+(?:\.\d+)?)([kKMG]?)(sps|s\/s|hz)?$/i.exec(word);
    // A small m is milli or metres, no mega.
    if (match !== null && !/[mg]/.test(match[2])) {
      const value = siNumber(match[1] + match[2]);
      const unit = match.at(3);
      if (value === null || value === 0) continue;
      if (unit === undefined) {
        if (match[2] !== '') bare.push({ value, prefix: match[2].toUpperCase() });
      } else if (/^hz$/i.test(unit)) frequencies.push(value);
      else rates.push(value);
      continue;
    }
    // 1M6 is 1.6M; 9k6 is always a baud rate.
    const middle = /^(\d+)M(\d+)$/.exec(word);
    if (middle !== null) bare.push({ value: Number(`${middle[1]}.${middle[2]}e6`), prefix: 'M' });
  }
  const none = { rate: null, center: null, maybeRate: null };
  if (rates.length > 1 || frequencies.length > 2 || bare.length > 2) return none;
  if (rates.length + frequencies.length > 0) {
    // Units are written out: nothing bare is guessed beside them, but for the rate of `433.92MHz_250k`.
    if (rates.length === 1)
      return { ...none, rate: rates[0], center: frequencies.length === 1 ? frequencies[0] : loneBare(bare, 'center') };
    if (frequencies.length === 2) {
      const [low, high] = frequencies[0] < frequencies[1] ? frequencies : [frequencies[1], frequencies[0]];
      return low <= 61.44e6 && high > 61.44e6 && low >= 200e3 ? { ...none, center: high, rate: low } : none;
    }
    const rate = loneBare(bare, 'rate');
    // A lone `4MHz` may be the rate written carelessly.
    if (rate === null && frequencies[0] <= 61.44e6 && frequencies[0] % 1e5 === 0)
      return { ...none, maybeRate: frequencies[0] };
    return { ...none, rate, center: frequencies[0] };
  }
  if (bare.length === 2) return pair(bare[0], bare[1]) ?? none;
  if (bare.length === 1)
    return { ...none, rate: loneBare(bare, 'rate'), maybeRate: bare[0].prefix === 'M' ? bare[0].value : null };
  return none;
}

interface BareNumber {
  readonly value: number;
  readonly prefix: string;
}

/**
 * Two bare numbers are centre and rate: of M and k the k is the rate, of G and M the M; of two Ms the first is the centre, unless the second
 * is too high for a rate. What could as well be a bit rate or a bandwidth beside the rate (`ble_1M_4M`, `lte_10M_15.36M`, `fsk_100k_1000k`,
 * `dcf_77.5k_2M`) is left alone.
 */
function pair(a: BareNumber, b: BareNumber): Pick<NameFacts, 'rate' | 'center' | 'maybeRate'> | null {
  const rank: Readonly<Record<string, number>> = { K: 0, M: 1, G: 2 };
  const swapped = rank[a.prefix] < rank[b.prefix] || (a.prefix === b.prefix && b.value > rateLimit);
  const [center, rate] = swapped ? [b, a] : [a, b];
  if (rate.value > rateLimit || rate.value < 8e3) return null;
  const whole = center.value % 1e6 === 0;
  const sure = center.value > 61.44e6;
  if (!sure && (swapped || center.prefix === 'K')) return null;
  if (!sure && whole && (rate.prefix === 'M' || center.value < 3e6)) return null;
  return { center: center.value, rate: rate.value, maybeRate: null };
}

function loneBare(bare: readonly BareNumber[], what: 'rate' | 'center'): number | null {
  if (bare.length !== 1) return null;
  const { value, prefix } = bare[0];
  if (what === 'center') return prefix === 'K' ? null : value;
  if (prefix === 'K') return value >= 8e3 && !baudRates.has(value) ? value : null;
  return prefix === 'M' && plainRates.has(value) ? value : null;
}

function durationOf(stem: string): number | null {
  const match = /(?:^|[_\-\s])(\d+(?:\.\d+)?)(ms|s|sec|min)(?=$|[_\-\s])/.exec(stem);
  if (match === null) return null;
  return Number(match[1]) * ({ ms: 1e-3, s: 1, sec: 1, min: 60 }[match[2]] ?? 1);
}

function compactTime(date: string, time: string): number | null {
  const [year, month, day] = [date.slice(0, 4), date.slice(4, 6), date.slice(6, 8)].map(Number);
  const [hour, minute, second] = [time.slice(0, 2), time.slice(2, 4), time.slice(4, 6)].map(Number);
  return utcTime(year, month, day, hour, minute, second);
}

function positive(digits: string): number | null {
  return Number(digits) > 0 ? Number(digits) : null;
}

function same(names: readonly string[], stored: StoredFormat): Record<string, StoredFormat> {
  return Object.fromEntries(names.map((name) => [name, stored]));
}
