import { hash32 } from '#lib/base/prng.ts';
import { addTrack, sampleAt, type Track } from '../addTrack.ts';
import type { Content, Emitter, EmitterPlan, EmitterSurroundings } from '../emitter.ts';
import { toPlace } from '../place.ts';
import { chunkSamples, type Reception } from '../reception.ts';
import { standing } from '../standing.ts';
import { timetable } from '../timetable.ts';
import { weatherAt } from '../weather.ts';

/** A temperature and humidity sensor of the LaCrosse IT+ kind (TX29-IT): 17.241 kbit/s FSK, one short burst a report. */
export interface FskSensorPlan extends EmitterPlan {
  readonly kind: 'fsk-sensor';
  /** 0..63. */
  readonly sensor: number;
  /** Seconds between reports, at least 0.1; a real one reports every 4 s. */
  readonly every: number;
}

const bitRate = 17241;
const stepsPerBit = 16;
const gridRate = bitRate * stepsPerBit;
/** Hz to either side. */
const deviation = 60e3;
/** Grid steps over which the carrier comes and goes. */
const keying = 12;
/** Bits of carrier before and after the message, so that its first bit is whole. */
const lead = 2;
/** Alternating bits before the synchronisation word. */
const preambleBytes = 4;
const messageBytes = preambleBytes + 2 + 5;
const trackSteps = (2 * lead + messageBytes * 8) * stepsPerBit;
const duration = trackSteps / gridRate;
/** Width that holds 99 % of the power, Hz; measured in sensors.test.ts. */
const bandwidth = 140e3;

interface Burst {
  readonly slot: number;
  readonly start: number;
  readonly track: Track;
  readonly content: Content;
}

export function fskSensor(plan: FskSensorPlan, { seed, origin }: EmitterSurroundings): Emitter {
  const place = toPlace(origin, plan.position);
  const table = timetable(hash32(seed, 1), {
    every: plan.every,
    shortest: duration,
    longest: duration,
    chance: 1,
    spread: 0.3
  });
  let last: Burst | null = null;

  const burstOf = (slot: number): Burst | null => {
    if (last?.slot === slot) return last;
    const appearance = table.at(slot);
    if (appearance === null) return null;
    const { temperature, humidity } = weatherAt(seed, appearance.start);
    const track = modulated(message(plan.sensor, temperature, humidity));
    const content = {
      modulation: 'FSK',
      model: 'LaCrosse-TX29IT',
      id: plan.sensor,
      temperature_C: temperature,
      humidity
    };
    last = { slot, start: appearance.start, track, content };
    return last;
  };

  return {
    ...standing(plan, place),
    transmissions: (from, to) =>
      table.between(from, to).flatMap(({ slot, start, stop }) => {
        const burst = burstOf(slot);
        return burst === null ? [] : [{ start, stop, center: plan.frequency, bandwidth, content: burst.content }];
      }),
    add: (reception: Reception): void => {
      const from = reception.whole + reception.part;
      const to = from + chunkSamples * reception.step;
      for (let slot = table.slotOf(from); slot <= table.slotOf(to); slot++) {
        const appearance = table.at(slot);
        if (appearance === null || appearance.start > to || appearance.stop < from) continue;
        const burst = burstOf(slot);
        if (burst === null) continue;
        const whole = Math.floor(burst.start);
        const position = (reception.whole - whole + (reception.part - (burst.start - whole))) * gridRate;
        const first = sampleAt(reception, gridRate, position, 0);
        addTrack(reception, burst.track, position, first, sampleAt(reception, gridRate, position, trackSteps));
      }
    }
  };
}

/**
 * Preamble aa…, synchronisation 2d d4, then five bytes: length 9, id 6 bits, two flags, temperature + 40 in three decimal digits, weak
 * battery and humidity, CRC-8 (x^8 + x^5 + x^4 + 1) over the four before.
 */
function message(sensor: number, temperature: number, humidity: number): number[] {
  const tenths = Math.round((temperature + 40) * 10);
  const digit = (power: number) => Math.floor(tenths / power) % 10;
  const data = [
    0x90 | (sensor >> 2),
    ((sensor & 3) << 6) | digit(100),
    (digit(10) << 4) | digit(1),
    Math.min(99, Math.max(0, humidity))
  ];
  return [...new Array<number>(preambleBytes).fill(0xaa), 0x2d, 0xd4, ...data, crc8(data)];
}

function crc8(bytes: readonly number[]): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x80) === 0 ? crc << 1 : ((crc << 1) ^ 0x31) & 0xff;
  }
  return crc;
}

/** The frequency goes from tone to tone in a straight line over a quarter of a bit; phase is its area. */
function modulated(bytes: readonly number[]): Track {
  const bits: number[] = new Array<number>(lead).fill(-1);
  for (const byte of bytes) for (let bit = 7; bit >= 0; bit--) bits.push(((byte >> bit) & 1) === 1 ? 1 : -1);
  bits.push(...new Array<number>(lead).fill(-1));
  const phase = new Float64Array(trackSteps + 1);
  const slope = new Float32Array(trackSteps + 1);
  const amplitude = new Float32Array(trackSteps + 1);
  const swing = deviation / gridRate;
  for (let k = 0; k <= trackSteps; k++) {
    const at = Math.min(bits.length - 1, Math.floor(k / stepsPerBit));
    const before = at === 0 ? bits[0] : bits[at - 1];
    const through = Math.min(1, (k - at * stepsPerBit) / (stepsPerBit / 4));
    slope[k] = swing * (before + (bits[at] - before) * through);
    if (k > 0) phase[k] = phase[k - 1] + (slope[k - 1] + slope[k]) / 2;
    amplitude[k] = Math.min(1, k / keying, (trackSteps - k) / keying);
  }
  return { rate: gridRate, length: trackSteps, phase, slope, amplitude };
}
