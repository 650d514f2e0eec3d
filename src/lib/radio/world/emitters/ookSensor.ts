import { hash32 } from '#lib/base/prng.ts';
import { addPulses } from '../addPulses.ts';
import type { Content, Emitter, EmitterPlan, EmitterSurroundings } from '../emitter.ts';
import { toPlace } from '../place.ts';
import { chunkSamples, type Reception } from '../reception.ts';
import { standing } from '../standing.ts';
import { timetable } from '../timetable.ts';
import { weatherAt } from '../weather.ts';

/** A temperature and humidity sensor of the Nexus-TH kind: 36 bits as gaps between pulses, twelve times over. */
export interface OokSensorPlan extends EmitterPlan {
  readonly kind: 'ook-sensor';
  /** 1..255, and channel 1..3. */
  readonly sensor: number;
  readonly channel: number;
  /** Seconds between reports, at least 2; a real one reports about once a minute. */
  readonly every: number;
}

/** Seconds: pulse, gap of a 0, of a 1, and after the last bit. */
const pulse = 500e-6;
const shortGap = 1000e-6;
const longGap = 2000e-6;
const pause = 4000e-6;
const repeats = 12;
/** How fast the carrier comes and goes, seconds. */
const rise = 25e-6;
/** Longest a burst can be: all ones. */
const longest = repeats * (36 * (pulse + longGap) + pulse + pause);
/** Width that holds 99 % of the power, Hz; measured in sensors.test.ts. */
const bandwidth = 17000;

interface Burst {
  readonly slot: number;
  readonly start: number;
  /** On and off times after the start. */
  readonly pulses: Float64Array;
  readonly content: Content;
}

export function ookSensor(plan: OokSensorPlan, { seed, origin }: EmitterSurroundings): Emitter {
  const place = toPlace(origin, plan.position);
  const table = timetable(hash32(seed, 1), { every: plan.every, shortest: longest, longest, chance: 1, spread: 0.4 });
  let last: Burst | null = null;

  const burstOf = (slot: number): Burst | null => {
    if (last?.slot === slot) return last;
    const appearance = table.at(slot);
    if (appearance === null) return null;
    const { temperature, humidity } = weatherAt(seed, appearance.start);
    const bits = message(plan.sensor, plan.channel, temperature, humidity);
    const content = {
      modulation: 'OOK',
      model: 'Nexus-TH',
      id: plan.sensor,
      channel: plan.channel,
      temperature_C: temperature,
      humidity
    };
    last = { slot, start: appearance.start, pulses: keyed(bits), content };
    return last;
  };

  return {
    ...standing(plan, place),
    transmissions: (from, to) =>
      table.between(from, to).flatMap(({ slot }) => {
        const burst = burstOf(slot);
        if (burst === null) return [];
        const stop = burst.start + burst.pulses[burst.pulses.length - 1];
        if (stop <= from) return [];
        return [{ start: burst.start, stop, center: plan.frequency, bandwidth, content: burst.content }];
      }),
    add: (reception: Reception): void => {
      const from = reception.whole + reception.part;
      const to = from + chunkSamples * reception.step;
      for (let slot = table.slotOf(from); slot <= table.slotOf(to); slot++) {
        const appearance = table.at(slot);
        if (appearance === null || appearance.start - rise > to || appearance.stop + rise < from) continue;
        const burst = burstOf(slot);
        if (burst === null) continue;
        const whole = Math.floor(burst.start);
        const start = whole - reception.whole + (burst.start - whole - reception.part);
        addPulses(reception, burst.pulses, start, rise, 0);
      }
    }
  };
}

/** 36 bits: id 8, battery good 1, 0, channel 2, temperature in tenths 12 (signed), 1111, humidity 8. */
function message(sensor: number, channel: number, temperature: number, humidity: number): number[] {
  const bits: number[] = [];
  const put = (value: number, width: number) => {
    for (let bit = width - 1; bit >= 0; bit--) bits.push((value >> bit) & 1);
  };
  put(sensor, 8);
  put(0b10, 2);
  put(channel - 1, 2);
  put(Math.round(temperature * 10) & 0xfff, 12);
  put(0b1111, 4);
  put(humidity, 8);
  return bits;
}

function keyed(bits: readonly number[]): Float64Array {
  const pulses: number[] = [];
  let t = 0;
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const bit of bits) {
      pulses.push(t, t + pulse);
      t += pulse + (bit === 1 ? longGap : shortGap);
    }
    pulses.push(t, t + pulse);
    t += pulse + pause;
  }
  return Float64Array.from(pulses);
}
