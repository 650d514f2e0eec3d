import { hash32 } from '#lib/base/prng.ts';
import { cosTurns, sinTurns } from '#lib/dsp/sinCos.ts';
import { addPulses } from '../addPulses.ts';
import { compactPosition } from '../adsb/compactPosition.ts';
import { extendedSquitter, type Fields } from '../adsb/modeSFrame.ts';
import type { Content, Emitter, EmitterPlan, EmitterSurroundings } from '../emitter.ts';
import { toPlace, toPosition, type Place } from '../place.ts';
import { chunkSamples, type Reception } from '../reception.ts';

/** An aircraft that circles around `position` and squitters ADS-B: who it is, where, how fast. `frequency` is 1090 MHz. */
export interface AdsbAircraftPlan extends EmitterPlan {
  readonly kind: 'adsb-aircraft';
  /** 24-bit address. */
  readonly icao: number;
  /** Up to 8 of A-Z, 0-9 and space. */
  readonly callsign: string;
  /** Metres and metres per second; a negative speed flies clockwise. */
  readonly radius: number;
  readonly speed: number;
}

/** Preamble pulses, seconds after the start, and the length of half a bit: ICAO Annex 10 Vol. IV, 3.1.2.2. */
const preamble = [0, 1e-6, 3.5e-6, 4.5e-6];
const chip = 0.5e-6;
const dataStart = 8e-6;
const duration = dataStart + 112e-6;
const rise = 0.08e-6;
/** Width that holds 99 % of the power of pulses with these edges would be far more; this is the main lobe, which a receiver takes. */
const bandwidth = 2.6e6;
/** Position and velocity are sent twice a second, identification every 5 s, each a little irregularly: DO-260B, 2.2.3.3. */
const slotSeconds = 0.5;
const slotsPerIdentification = 10;
const knot = 1852 / 3600;
const foot = 0.3048;
/** The six-bit characters of a call sign. */
const alphabet = '#ABCDEFGHIJKLMNOPQRSTUVWXYZ##### ###############0123456789######';

interface Squitter {
  readonly start: number;
  readonly pulses: Float64Array;
  readonly content: Content;
  /** Turns: a transponder's oscillator does not keep its phase from burst to burst. */
  readonly phase: number;
}

export function adsbAircraft(plan: AdsbAircraftPlan, { seed, origin }: EmitterSurroundings): Emitter {
  const middle = toPlace(origin, plan.position);
  const turnsPerSecond = plan.speed / (6.283185307179586 * plan.radius);
  const startTurns = hash32(seed, 1) / 4294967296;
  const here: Place = { east: 0, north: 0, up: 0 };
  const address = plan.icao.toString(16).toUpperCase().padStart(6, '0');
  let last: { slot: number; squitters: readonly Squitter[] } = { slot: NaN, squitters: [] };

  const placeAt = (time: number, place: Place): void => {
    const turns = startTurns + turnsPerSecond * time;
    place.east = middle.east + plan.radius * cosTurns(turns);
    place.north = middle.north + plan.radius * sinTurns(turns);
    place.up = middle.up;
  };

  const squitter = (
    slot: number,
    which: number,
    earliest: number,
    fields: (time: number) => [Fields, Content]
  ): Squitter => {
    const start = slot * slotSeconds + earliest + 0.1 * (hash32(seed, slot, which, 2) / 4294967296);
    const [message, what] = fields(start);
    const bytes = extendedSquitter(plan.icao, message);
    const hex = Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
    const content = { modulation: 'PPM', icao: address, hex, ...what };
    return { start, pulses: keyed(bytes), content, phase: hash32(seed, slot, which, 3) / 4294967296 };
  };

  const position =
    (slot: number) =>
    (time: number): [Fields, Content] => {
      placeAt(time, here);
      const { latitude, longitude, height } = toPosition(origin, here);
      const odd = (slot & 1) === 1;
      const compact = compactPosition(latitude, longitude, odd);
      // Altitude in steps of 25 ft from -1000 ft on, with the Q bit in the middle of the field.
      const steps = Math.round((height / foot + 1000) / 25);
      const altitude = ((steps >> 4) << 5) | 0x10 | (steps & 15);
      const report: Fields = [
        [11, 5],
        [0, 3],
        [altitude, 12],
        [0, 1],
        [odd ? 1 : 0, 1],
        [compact.latitude, 17],
        [compact.longitude, 17]
      ];
      return [report, { message: 'position', latitude, longitude, altitude_ft: steps * 25 - 1000, odd }];
    };

  const velocity = (time: number): [Fields, Content] => {
    const turns = startTurns + turnsPerSecond * time;
    const east = Math.round((-plan.speed * sinTurns(turns)) / knot);
    const north = Math.round((plan.speed * cosTurns(turns)) / knot);
    const signed = (value: number) =>
      [
        [value < 0 ? 1 : 0, 1],
        [Math.abs(value) + 1, 10]
      ] as const;
    // Ground speed, no change of heading intended, accuracy 0; level flight, difference to the GNSS height unknown.
    const report: Fields = [
      [19, 5],
      [1, 3],
      [0, 5],
      ...signed(east),
      ...signed(north),
      [0, 1],
      [0, 1],
      [1, 9],
      [0, 10]
    ];
    return [report, { message: 'velocity', east_kn: east, north_kn: north }];
  };

  const identification = (): [Fields, Content] => {
    const callsign = plan.callsign.slice(0, 8).padEnd(8);
    const letters = Array.from(callsign, (letter) => [Math.max(0, alphabet.indexOf(letter)), 6] as const);
    return [[[4, 5], [3, 3], ...letters], { message: 'identification', callsign: callsign.trimEnd() }];
  };

  const squittersOf = (slot: number): readonly Squitter[] => {
    if (last.slot === slot) return last.squitters;
    const squitters = [squitter(slot, 0, 0.02, position(slot)), squitter(slot, 1, 0.28, velocity)];
    if ((slot + hash32(seed, 4)) % slotsPerIdentification === 0)
      squitters.push(squitter(slot, 2, 0.14, identification));
    last = { slot, squitters: squitters.sort((a, b) => a.start - b.start) };
    return last.squitters;
  };

  return {
    id: plan.id,
    kind: plan.kind,
    frequency: plan.frequency,
    eirpDbm: plan.eirpDbm,
    fixed: false,
    placeAt,
    transmissions: (from, to) => {
      const found = [];
      for (let slot = Math.floor(from / slotSeconds); slot * slotSeconds < to; slot++) {
        for (const { start, content } of squittersOf(slot)) {
          if (start >= to || start + duration <= from) continue;
          found.push({ start, stop: start + duration, center: plan.frequency, bandwidth, content });
        }
      }
      return found;
    },
    add: (reception: Reception): void => {
      const from = reception.whole + reception.part;
      const to = from + chunkSamples * reception.step;
      // No squitter reaches into the next slot.
      const firstSlot = Math.floor(from / slotSeconds);
      const lastSlot = Math.floor(to / slotSeconds);
      for (let slot = firstSlot; slot <= lastSlot; slot++) {
        for (const { start, pulses, phase } of squittersOf(slot)) {
          if (start - 1e-5 > to || start + duration + 1e-5 < from) continue;
          const whole = Math.floor(start);
          addPulses(reception, pulses, whole - reception.whole + (start - whole - reception.part), rise, phase);
        }
      }
    }
  };
}

/** On and off times of a message: a 1 is a pulse in the first half of its microsecond, a 0 in the second. */
function keyed(bytes: Uint8Array): Float64Array {
  const pulses = new Float64Array(2 * (preamble.length + 112));
  let at = 0;
  for (const start of preamble) {
    pulses[at++] = start;
    pulses[at++] = start + chip;
  }
  for (let bit = 0; bit < 112; bit++) {
    const one = (bytes[bit >> 3] & (0x80 >> (bit & 7))) !== 0;
    const start = dataStart + 2 * chip * bit + (one ? 0 : chip);
    pulses[at++] = start;
    pulses[at++] = start + chip;
  }
  return pulses;
}
