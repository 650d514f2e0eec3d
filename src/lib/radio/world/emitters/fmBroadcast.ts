import { Prng, hash32 } from '#lib/base/prng.ts';
import { addTrack, sampleAt, type Track } from '../addTrack.ts';
import { music } from '../audio/music.ts';
import { addNotes } from '../audio/note.ts';
import { speech } from '../audio/speech.ts';
import type { Emitter, EmitterPlan, EmitterSurroundings } from '../emitter.ts';
import { biphasePulse, pulseReach, pulseSteps } from '../rds/biphasePulse.ts';
import { RdsSchedule } from '../rds/rdsSchedule.ts';
import { toPlace } from '../place.ts';
import { chunkSamples, type Reception } from '../reception.ts';
import { sinTurns } from '#lib/dsp/sinCos.ts';
import { standing } from '../standing.ts';

/** A stereo FM broadcast station with RDS. */
export interface FmBroadcastPlan extends EmitterPlan {
  readonly kind: 'fm-broadcast';
  readonly programme: 'music' | 'speech';
  /** Programme service name, up to 8 ASCII characters. */
  readonly name: string;
  /** Up to 64 ASCII characters. */
  readonly text: string;
}

// One frame is one RDS block, 26 / 1187.5 s = 52 / 2375 s: exactly 416 turns of the pilot, so every subcarrier starts each frame at phase 0.
// Short enough that the first samples need not wait for much.
const framesPer = 2375;
const framesFor = 52;
const frameBits = 26;
const gridPerPilot = 24;
/** Grid of the phase, steps per second: 24 to a turn of the pilot. */
const gridRate = 19000 * gridPerPilot;
const frameSteps = 416 * gridPerPilot;
/** Audio and RDS are made on every fourth step and interpolated. */
const coarse = 4;
const coarseRate = gridRate / coarse;
const coarseSteps = frameSteps / coarse;
/** Coarse samples kept before and after the frame, for the interpolation. */
const margin = 3;

/** Peak deviation, Hz: pilot, RDS, and the rest of 75 kHz for the programme. ITU-R BS.450, EN 50067. */
const pilotDeviation = 6750;
const rdsDeviation = 2000;
const audioDeviation = 75000 - pilotDeviation - rdsDeviation;
/** How much the programme is raised before it is limited. */
const drive = 1.3;
/** Pre-emphasis in Europe, seconds: ITU-R BS.450. */
const preemphasis = 50e-6;
/** Width that holds 99 % of the power of these programmes, Hz; measured in fmBroadcast.test.ts. */
const bandwidths = { music: 110e3, speech: 130e3 };

/** How many frames are kept: radios at different distances ask for slightly different times. */
const keptFrames = 3;

interface Frame {
  index: number;
  used: number;
  readonly track: Track;
}

export function fmBroadcast(plan: FmBroadcastPlan, { seed, origin, epoch }: EmitterSurroundings): Emitter {
  const place = toPlace(origin, plan.position);
  const random = new Prng(hash32(seed, 1));
  const ps = plan.name.slice(0, 8).padEnd(8);
  const station = {
    pi: 0xd000 | (random.next32() & 0xfff),
    ps,
    radioText: plan.text.slice(0, 64),
    pty: plan.programme === 'music' ? 10 : 1,
    music: plan.programme === 'music'
  };
  const rds = new RdsSchedule(station, hash32(seed, 2), epoch);
  const programme = plan.programme === 'music' ? music(seed) : speech(seed, 60, 8000);
  const frames: Frame[] = [];
  let uses = 0;

  const frameAt = (index: number): Track => {
    uses++;
    for (const frame of frames) {
      if (frame.index !== index) continue;
      frame.used = uses;
      return frame.track;
    }
    let oldest = frames[0];
    if (frames.length < keptFrames) {
      oldest = { index, used: uses, track: emptyTrack() };
      frames.push(oldest);
    } else {
      for (const frame of frames) if (frame.used < oldest.used) oldest = frame;
    }
    oldest.index = index;
    oldest.used = uses;
    makeFrame(index, programme, rds, oldest.track);
    return oldest.track;
  };

  const add = (reception: Reception): void => {
    // Whole seconds times 2375 leave a whole remainder: the position in the frame loses no digits, however late it is.
    const ticks = reception.whole * framesPer;
    let index = Math.floor(ticks / framesFor);
    let position = ((ticks - index * framesFor + reception.part * framesPer) * frameSteps) / framesFor;
    while (position >= frameSteps) {
      position -= frameSteps;
      index++;
    }
    const start = position;
    for (let k = 0, from = 0; from < chunkSamples; k++) {
      const to = sampleAt(reception, gridRate, start, (k + 1) * frameSteps);
      if (to > from) addTrack(reception, frameAt(index + k), start - k * frameSteps, from, to);
      from = to;
    }
  };

  return {
    ...standing(plan, place),
    transmissions: () => [
      {
        start: -Infinity,
        stop: Infinity,
        center: plan.frequency,
        bandwidth: bandwidths[plan.programme],
        content: { modulation: 'WFM', pi: station.pi, ps: ps.trimEnd(), radioText: station.radioText, pty: station.pty }
      }
    ],
    add
  };
}

function emptyTrack(): Track {
  return {
    rate: gridRate,
    length: frameSteps,
    phase: new Float64Array(frameSteps + 1),
    slope: new Float32Array(frameSteps + 1),
    amplitude: null
  };
}

interface Workshop {
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly rds: Float64Array;
  /** Multiplex signal, turns per grid step, from one step before the frame to one after its end. */
  readonly multiplex: Float64Array;
  /** Pilot, 38 kHz and 57 kHz over one turn of the pilot. */
  readonly carriers: readonly [Float64Array, Float64Array, Float64Array];
  /** Weights of the cubic through four coarse samples, for each step between the middle two. */
  readonly weights: Float64Array;
}

let shared: Workshop | null = null;

/** Room to work in, shared by all stations: a frame is made in one go. */
function workshop(): Workshop {
  if (shared !== null) return shared;
  const carriers = [1, 2, 3].map((order) =>
    Float64Array.from({ length: gridPerPilot }, (_, k) => sinTurns((order * k) / gridPerPilot))
  ) as unknown as Workshop['carriers'];
  const weights = new Float64Array(4 * coarse);
  for (let k = 0; k < coarse; k++) {
    const u = k / coarse;
    weights.set(
      [
        (-u * (u - 1) * (u - 2)) / 6,
        ((u + 1) * (u - 1) * (u - 2)) / 2,
        (-(u + 1) * u * (u - 2)) / 2,
        ((u + 1) * u * (u - 1)) / 6
      ],
      4 * k
    );
  }
  const samples = coarseSteps + 2 * margin;
  shared = {
    left: new Float64Array(samples),
    right: new Float64Array(samples),
    rds: new Float64Array(samples),
    multiplex: new Float64Array(frameSteps + 3),
    carriers,
    weights
  };
  return shared;
}

/** Programme, pilot and RDS of one frame, as the phase they turn the carrier by. */
function makeFrame(index: number, programme: ReturnType<typeof music>, rds: RdsSchedule, track: Track): void {
  const room = workshop();
  const ticks = index * framesFor;
  let whole = Math.floor(ticks / framesPer);
  let part = (ticks - whole * framesPer) / framesPer - margin / coarseRate;
  if (part < 0) {
    part += 1;
    whole--;
  }
  room.left.fill(0);
  room.right.fill(0);
  const start = whole + part;
  const notes = programme.notes(start, start + room.left.length / coarseRate);
  addNotes(notes, whole, part, coarseRate, preemphasis, room.left, room.right);
  process(room.left);
  process(room.right);
  fillRds(index, rds, room.rds);
  fillMultiplex(room);
  integrate(room.multiplex, track);
}

/**
 * Makes audio dense, as stations do, and keeps it within 1: the cubic 3/2 x - x^3/2 is smooth up to its ends and adds nothing above the third
 * harmonic.
 */
function process(audio: Float64Array): void {
  for (let n = 0; n < audio.length; n++) {
    const driven = drive * audio[n];
    const x = driven > 1 ? 1 : driven < -1 ? -1 : driven;
    audio[n] = x * (1.5 - 0.5 * x * x);
  }
}

/** The data signal of the frame's bits and of what their neighbours reach into it. */
function fillRds(index: number, rds: RdsSchedule, out: Float64Array): void {
  const pulse = biphasePulse();
  out.fill(0);
  for (let bit = -pulseReach - 1; bit <= frameBits + pulseReach; bit++) {
    const from = Math.round((bit + 0.5 - pulseReach) * pulseSteps) + margin;
    const sign = rds.sentBit(index * frameBits + bit) === 1 ? 1 : -1;
    const last = Math.min(pulse.length, out.length - from);
    for (let k = Math.max(0, -from); k < last; k++) out[from + k] += sign * pulse[k];
  }
}

/** (L + R) / 2 + (L - R) / 2 sin 2wt + pilot sin wt + RDS sin 3wt with w the pilot: ITU-R BS.450, system 2. */
function fillMultiplex({ left, right, rds, multiplex, carriers, weights }: Workshop): void {
  const [pilot, stereo, data] = carriers;
  const audio = audioDeviation / 2 / gridRate;
  const low = pilotDeviation / gridRate;
  const high = rdsDeviation / gridRate;
  for (let g = -1; g <= frameSteps + 1; g++) {
    const j = (g >> 2) + margin;
    const k = 4 * (g & 3);
    const w0 = weights[k];
    const w1 = weights[k + 1];
    const w2 = weights[k + 2];
    const w3 = weights[k + 3];
    const l = w0 * left[j - 1] + w1 * left[j] + w2 * left[j + 1] + w3 * left[j + 2];
    const r = w0 * right[j - 1] + w1 * right[j] + w2 * right[j + 1] + w3 * right[j + 2];
    const d = w0 * rds[j - 1] + w1 * rds[j] + w2 * rds[j + 1] + w3 * rds[j + 2];
    const at = (g + gridPerPilot) % gridPerPilot;
    multiplex[g + 1] = audio * (l + r + (l - r) * stereo[at]) + low * pilot[at] + high * d * data[at];
  }
}

/**
 * Integrates frequency to phase: the area under the cubic through four neighbours is (13 (b + c) - a - d) / 24.
 *
 * A frame must end on a whole turn, or the next one could not be made without it; the up to half a turn that is missing is spread over the
 * frame, a detuning of at most 23 Hz, 70 dB under the programme.
 */
function integrate(multiplex: Float64Array, track: Track): void {
  const { phase, slope, length } = track;
  let sum = 0;
  for (let k = 0; k < length; k++) {
    phase[k] = sum;
    sum += (13 * (multiplex[k + 1] + multiplex[k + 2]) - multiplex[k] - multiplex[k + 3]) / 24;
  }
  phase[length] = sum;
  const missing = (Math.round(sum) - sum) / length;
  for (let k = 0; k <= length; k++) {
    phase[k] += missing * k;
    slope[k] = multiplex[k + 1] + missing;
  }
}
