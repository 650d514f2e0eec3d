import { hz, sampleRate } from '#lib/base/units.ts';
import type { AnyEmitterPlan } from './emitters/list.ts';
import { toPosition, type Position } from './place.ts';
import { createWorld, type World } from './world.ts';

/** Where a simulated radio stands when nobody says otherwise: on a roof in the middle of the default world. */
export const defaultPosition: Position = { latitude: 47.3, longitude: 8.5, height: 20 };

/**
 * The tuning that a simulated radio starts with. At 2.4 MS/s it holds five stereo stations from strong to weak, a drifting carrier, and
 * between them what comes and goes: two talkback channels, a keyed sensor and an FSK sensor. So everything the receiver can show is on screen
 * within seconds.
 */
export const defaultTuning = { center: hz(100e6), rate: sampleRate(2.4e6) } as const;

/**
 * A town and its surroundings, 31 emitters. It is a simulated world, not anybody's band plan: no authority lets sensors and talkback into the FM
 * band, they stand there so that one window shows every sort of signal. The same kinds stand where they belong as well: 145 and 446 MHz,
 * 433.92 and 868.3 MHz, 1090 MHz.
 */
export function createDefaultWorld(seed = 1): World {
  return createWorld({ seed, origin: { ...defaultPosition, height: 0 }, emitters });
}

const emitters: readonly AnyEmitterPlan[] = [
  station('fm-9730', 97.3e6, 'VALLEY', 'Valley Radio: the weather, the roads, the news', 'speech', 37, -6, 14),
  station('fm-9790', 97.9e6, 'MEADOW', 'Meadow FM - quiet music for loud days', 'music', 40, 21, -4),
  station('fm-9840', 98.4e6, 'HARBOUR', 'Harbour 98.4, all that floats', 'music', 33, -9, -7),
  station(
    'fm-9910',
    99.1e6,
    'SUMMIT',
    'Summit FM from a simulated world: none of this is on the air',
    'music',
    36,
    15,
    12
  ),
  station('fm-9950', 99.5e6, 'TOWN', 'Town Radio with the news of a town that does not exist', 'speech', 30, -3, 8),
  station('fm-10020', 100.2e6, 'WAVEPOOL', 'Wavepool 100.2 - every sample transformed', 'music', 40, 10, -6),
  station('fm-10060', 100.6e6, 'FAR FM', 'Far FM, from behind the hills', 'music', 34, -30, 26),
  station('fm-10100', 101.0e6, 'CAMPUS', 'Campus Radio: lectures you did not sign up for', 'speech', 27, 5, 7),
  station('fm-10160', 101.6e6, 'LAKE', 'Lake FM', 'music', 37, 0, -22),
  station('fm-10220', 102.2e6, 'BORDER', 'Border Radio, both sides of it', 'speech', 40, 34, 11),
  station('fm-10290', 102.9e6, 'NIGHT', 'Night FM, also by day', 'music', 36, -17, -13),

  talk('talkback-1', 99.78e6, 12, 1.4, -0.8, 4.5, 1, 3.5, 1),
  talk('talkback-2', 99.86e6, 10, -2.1, 0.6, 7, 1.5, 4, 0.7),
  talk('vhf-calling', 145.5e6, 37, 11, 9, 9, 2, 7, 0.7),
  talk('vhf-relay', 145.6125e6, 40, -18, 14, 12, 3, 10, 0.8),
  talk('pmr-1', 446.00625e6, 27, 0.9, -1.9, 6, 1, 4, 0.7),
  talk('pmr-8', 446.09375e6, 27, -2.6, -0.4, 8, 1, 5, 0.6),

  keyedSensor('garden-in-fm', 100.4e6, -12, 0.14, 0.1, 41, 1, 2.5),
  keyedSensor('garden', 433.92e6, 0, 0.12, -0.09, 90, 2, 7),
  keyedSensor('balcony', 433.9e6, -3, -0.2, 0.31, 173, 3, 11),
  keyedSensor('cellar', 433.945e6, 3, -0.4, -0.38, 18, 1, 13),
  shiftedSensor('roof-in-fm', 100.81e6, -8, -0.12, 0.16, 11, 0.8),
  shiftedSensor('roof', 868.3e6, 10, 0.1, 0.13, 29, 4),
  shiftedSensor('attic', 868.3e6, 8, -0.17, 0.04, 52, 5.3),

  drifter('supply-in-fm', 99.3e6, -18, 0.15, -0.11, 9000, 40),
  drifter('loose-oscillator', 434.35e6, -9, -0.3, 0.2, 15000, 75),
  drifter('clock-harmonic', 144.62e6, -20, 0.05, 0.04, 1500, 120),

  aircraft('jet-1', 0x4b1a2c, 'SIM101', 54, 12, 18, 22, 231, 10972),
  aircraft('jet-2', 0x3c66b0, 'SIM27W', 54, -28, 9, 35, -246, 11582),
  aircraft('turboprop', 0x440c31, 'SIM9AB', 51, 5, -16, 14, 138, 5486),
  aircraft('trainer', 0x4b5e03, 'SIMTRN', 50, -4, -5, 6, -57, 1372)
];

/** Kilometres east and north of the origin, metres of height. */
function at(east: number, north: number, height: number): Position {
  return toPosition({ ...defaultPosition, height: 0 }, { east: east * 1000, north: north * 1000, up: height });
}

function station(
  id: string,
  frequency: number,
  name: string,
  text: string,
  programme: 'music' | 'speech',
  eirpDbm: number,
  east: number,
  north: number
): AnyEmitterPlan {
  return { kind: 'fm-broadcast', id, frequency, name, text, programme, eirpDbm, position: at(east, north, 120) };
}

function talk(
  id: string,
  frequency: number,
  eirpDbm: number,
  east: number,
  north: number,
  every: number,
  shortest: number,
  longest: number,
  chance: number
): AnyEmitterPlan {
  const position = at(east, north, 2);
  return { kind: 'nfm-voice', id, frequency, eirpDbm, position, every, shortest, longest, chance };
}

function keyedSensor(
  id: string,
  frequency: number,
  eirpDbm: number,
  east: number,
  north: number,
  sensor: number,
  channel: number,
  every: number
): AnyEmitterPlan {
  const position = at(east, north, 1.5);
  return { kind: 'ook-sensor', id, frequency, eirpDbm, position, sensor, channel, every };
}

function shiftedSensor(
  id: string,
  frequency: number,
  eirpDbm: number,
  east: number,
  north: number,
  sensor: number,
  every: number
): AnyEmitterPlan {
  return { kind: 'fsk-sensor', id, frequency, eirpDbm, position: at(east, north, 8), sensor, every };
}

function drifter(
  id: string,
  frequency: number,
  eirpDbm: number,
  east: number,
  north: number,
  swing: number,
  period: number
): AnyEmitterPlan {
  return { kind: 'drifting-carrier', id, frequency, eirpDbm, position: at(east, north, 3), swing, period };
}

function aircraft(
  id: string,
  icao: number,
  callsign: string,
  eirpDbm: number,
  east: number,
  north: number,
  radius: number,
  speed: number,
  height: number
): AnyEmitterPlan {
  const position = at(east, north, height);
  return {
    kind: 'adsb-aircraft',
    id,
    frequency: 1090e6,
    icao,
    callsign,
    eirpDbm,
    position,
    radius: radius * 1000,
    speed
  };
}
