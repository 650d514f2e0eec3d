import { angleField, dateField, dateFields, numberField, timeField } from './nmeaFields.ts';
import type { NmeaSentence } from './nmeaSentence.ts';

/** How good a position is, worst first; `plain` is one by satellites alone, of two or three dimensions. */
const qualities = ['none', 'plain', 'dgps', 'rtk-float', 'rtk', 'estimated', 'manual', 'simulated'] as const;
export type Quality = (typeof qualities)[number];

/** What one sentence says. Null where it says nothing. */
export interface NmeaFacts {
  /** Seconds of the day, UTC. */
  readonly time: number | null;
  /** Days since 1970. */
  readonly day: number | null;
  readonly quality: Quality | null;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly altitude: number | null;
  readonly hdop: number | null;
  readonly used: number | null;
  /** Metres per second. */
  readonly speed: number | null;
  readonly course: number | null;
  /** Horizontal error, metres, one standard deviation. */
  readonly error: number | null;
  readonly dimensions: 2 | 3 | null;
  /** Satellites in the solution that this sentence lists: several such sentences add up. */
  readonly listed: number | null;
  /** Satellites of this talker in view. */
  readonly seen: number | null;
}

const nothing: NmeaFacts = {
  time: null,
  day: null,
  quality: null,
  lat: null,
  lon: null,
  altitude: null,
  hdop: null,
  used: null,
  speed: null,
  course: null,
  error: null,
  dimensions: null,
  listed: null,
  seen: null
};

const knot = 1852 / 3600;
/** Quality indicator of GGA, by its number; 3 is the precise service. */
const byNumber: readonly Quality[] = [
  'none',
  'plain',
  'dgps',
  'plain',
  'rtk',
  'rtk-float',
  'estimated',
  'manual',
  'simulated'
];
/** Mode indicator of RMC, GLL and GNS. */
const byLetter: Readonly<Record<string, Quality>> = {
  N: 'none',
  A: 'plain',
  P: 'plain',
  D: 'dgps',
  F: 'rtk-float',
  R: 'rtk',
  E: 'estimated',
  M: 'manual',
  S: 'simulated'
};

/** The sentences that are understood: NMEA 0183 version 4.11, its fields counted from 0. */
const decoders: Readonly<Record<string, (fields: readonly string[]) => Partial<NmeaFacts>>> = {
  RMC: (f) => ({
    time: timeField(f[0]),
    quality: f[1] === 'A' ? (letter(f[11]) ?? 'plain') : f[1] === 'V' ? 'none' : null,
    ...position(f, 2),
    speed: scaled(numberField(f[6], 0, 1e5), knot),
    course: numberField(f[7], 0, 360),
    day: dateField(f[8])
  }),
  GGA: (f) => ({
    time: timeField(f[0]),
    ...position(f, 1),
    quality: /^\d$/.test(f[5] ?? '') ? (byNumber[Number(f[5])] ?? null) : null,
    used: count(f[6]),
    hdop: dilution(f[7]),
    altitude: numberField(f[8], -20_000, 1e8)
  }),
  GNS: (f) => ({
    time: timeField(f[0]),
    ...position(f, 1),
    quality: best(Array.from((f[5] ?? '').slice(0, 16), letter)),
    used: count(f[6]),
    hdop: dilution(f[7]),
    altitude: numberField(f[8], -20_000, 1e8)
  }),
  GLL: (f) => ({
    ...position(f, 0),
    time: timeField(f[4]),
    quality: f[5] === 'A' ? (letter(f[6]) ?? 'plain') : f[5] === 'V' ? 'none' : null
  }),
  ZDA: (f) => ({ time: timeField(f[0]), day: dateFields(f[1], f[2], f[3]) }),
  VTG: (f) => ({
    // Before version 2.3 the units were left out, and the fields lie closer together.
    course: numberField(f[0], 0, 360),
    speed: scaled(numberField(f[1] === 'T' || f[1] === '' ? f[4] : f[2], 0, 1e5), knot)
  }),
  GST: (f) => {
    const north = numberField(f[5], 0, 1e7);
    const east = numberField(f[6], 0, 1e7);
    return { time: timeField(f[0]), error: north === null || east === null ? null : Math.hypot(north, east) };
  },
  GSA: (f) => ({
    dimensions: f[1] === '2' ? 2 : f[1] === '3' ? 3 : null,
    listed: f.slice(2, 14).filter((id) => /^\d{1,3}$/.test(id)).length,
    hdop: dilution(f[15])
  }),
  GSV: (f) => ({ seen: count(f[2]) })
};

/** What a sentence says; null for one of another kind. */
export function nmeaFacts({ type, talker, fields }: NmeaSentence): NmeaFacts | null {
  if (talker === 'P' || !Object.hasOwn(decoders, type)) return null;
  return { ...nothing, ...decoders[type](fields) };
}

/** The better of what several sentences say of the same moment; but one that says there is none is believed. */
export function mergeQuality(a: Quality | null, b: Quality | null): Quality | null {
  if (a === null || b === null) return a ?? b;
  return a === 'none' || b === 'none' ? 'none' : best([a, b]);
}

function best(all: readonly (Quality | null)[]): Quality | null {
  const rank = Math.max(-1, ...all.map((quality) => (quality === null ? -1 : qualities.indexOf(quality))));
  return qualities[rank] ?? null;
}

function position(f: readonly string[], at: number): { lat: number | null; lon: number | null } {
  const lat = angleField(f[at], f[at + 1], 90);
  const lon = angleField(f[at + 2], f[at + 3], 180);
  // Half a position is none.
  return lat === null || lon === null ? { lat: null, lon: null } : { lat, lon };
}

function letter(text = ''): Quality | null {
  return Object.hasOwn(byLetter, text) ? byLetter[text] : null;
}
function scaled(value: number | null, scale: number): number | null {
  return value === null ? null : value * scale;
}
function count(text = ''): number | null {
  return /^\d{1,3}$/.test(text) ? Number(text) : null;
}
/** Receivers without a fix say 99.99, or 100, for "no geometry". */
function dilution(text = ''): number | null {
  return numberField(text, 0.01, 99);
}
