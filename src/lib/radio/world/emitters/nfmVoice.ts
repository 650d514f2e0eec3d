import { hash32 } from '#lib/base/prng.ts';
import { addTrack, sampleAt } from '../addTrack.ts';
import { addNotes } from '../audio/note.ts';
import { speech } from '../audio/speech.ts';
import type { Emitter, EmitterPlan, EmitterSurroundings } from '../emitter.ts';
import { toPlace } from '../place.ts';
import { chunkSamples, type Reception } from '../reception.ts';
import { standing } from '../standing.ts';
import { timetable } from '../timetable.ts';

/** A narrow-band FM voice channel: somebody presses the key, talks, lets go. */
export interface NfmVoicePlan extends EmitterPlan {
  readonly kind: 'nfm-voice';
  /** Talk begins at most once in so many seconds, and lasts so long. */
  readonly every: number;
  readonly shortest: number;
  readonly longest: number;
  /** Share of the turns that are used, 0..1. */
  readonly chance: number;
}

/** Frames of 0.1 s on a grid of 40 kHz. */
const framesPerSecond = 10;
const gridRate = 40000;
const frameSteps = gridRate / framesPerSecond;
/** Peak deviation in a 12.5 kHz channel, Hz: ETSI EN 300 086. */
const deviation = 2500;
/** Pre-emphasis of 6 dB per octave from 300 Hz on, seconds. */
const preemphasis = 530e-6;
/** Seconds that the transmitter takes to come up and to go. */
const keying = 0.005;
/** Width that holds 99 % of the power, Hz; measured in nfmVoice.test.ts. */
const bandwidth = 7000;

export function nfmVoice(plan: NfmVoicePlan, { seed, origin }: EmitterSurroundings): Emitter {
  const place = toPlace(origin, plan.position);
  const keyed = timetable(hash32(seed, 1), { ...plan, spread: 1 });
  const programme = speech(hash32(seed, 2), 300, 3000);
  const audio = new Float64Array(frameSteps + 3);
  const other = new Float64Array(frameSteps + 3);
  const envelope = new Float32Array(frameSteps + 1);
  const track = {
    rate: gridRate,
    length: frameSteps,
    phase: new Float64Array(frameSteps + 1),
    slope: new Float32Array(frameSteps + 1),
    amplitude: envelope as Float32Array | null
  };
  let made = NaN;

  const levelAt = (time: number): number => {
    const talk = keyed.at(keyed.slotOf(time));
    if (talk === null) return 0;
    const inside = Math.min(time - talk.start, talk.stop - time) / keying;
    return inside <= 0 ? 0 : inside >= 1 ? 1 : inside;
  };

  const makeFrame = (index: number): void => {
    made = index;
    const first = index * frameSteps - 1;
    const start = first / gridRate;
    audio.fill(0);
    other.fill(0);
    const whole = Math.floor(start);
    const notes = programme.notes(start, (index + 1) / framesPerSecond + 1e-3);
    addNotes(notes, whole, (first - whole * gridRate) / gridRate, gridRate, preemphasis, audio, other);
    const scale = deviation / gridRate;
    let sum = 0;
    for (let k = 0; k < frameSteps; k++) {
      track.phase[k] = sum;
      sum += (scale * (13 * (audio[k + 1] + audio[k + 2]) - audio[k] - audio[k + 3])) / 24;
    }
    // A frame ends on a whole turn, so that the next one needs nothing from it: at most 5 Hz of detuning.
    const missing = (Math.round(sum) - sum) / frameSteps;
    track.phase[frameSteps] = sum;
    let full = true;
    for (let k = 0; k <= frameSteps; k++) {
      track.phase[k] += missing * k;
      track.slope[k] = scale * audio[Math.min(k + 1, frameSteps + 2)] + missing;
      envelope[k] = levelAt((first + 1 + k) / gridRate);
      full &&= envelope[k] === 1;
    }
    track.amplitude = full ? null : envelope;
  };

  const add = (reception: Reception): void => {
    const from = reception.whole + reception.part;
    if (!isOn(from, from + chunkSamples * reception.step)) return;
    const ticks = reception.part * framesPerSecond;
    const index = reception.whole * framesPerSecond + Math.floor(ticks);
    const start = (ticks - Math.floor(ticks)) * frameSteps;
    for (let k = 0, first = 0; first < chunkSamples; k++) {
      const end = sampleAt(reception, gridRate, start, (k + 1) * frameSteps);
      if (end > first) {
        if (made !== index + k) makeFrame(index + k);
        addTrack(reception, track, start - k * frameSteps, first, end);
      }
      first = end;
    }
  };

  const isOn = (from: number, to: number): boolean => {
    for (let slot = keyed.slotOf(from); slot <= keyed.slotOf(to); slot++) {
      const talk = keyed.at(slot);
      if (talk !== null && talk.start < to && talk.stop > from) return true;
    }
    return false;
  };

  return {
    ...standing(plan, place),
    transmissions: (from, to) =>
      keyed.between(from, to).map(({ start, stop }) => ({
        start,
        stop,
        center: plan.frequency,
        bandwidth,
        content: { modulation: 'NFM', channel: plan.id }
      })),
    add
  };
}
