import { powerToDb } from '#lib/dsp/powerToDb.ts';
import type { Content, Emitter, Transmission } from './emitter.ts';
import { amplitudeAt, frequencyAt, noiseDensityDbfs, passed, pathDelay, trueRate, type Receiver } from './receiver.ts';

/** One thing that is on the air at a radio, as that radio has it. */
export interface TruthRow {
  readonly emitter: string;
  readonly kind: string;
  /** By the radio's clock (as `SampleBlock.time`), when it begins and ends to arrive, seconds. Clipped to what was asked when `endless`. */
  readonly start: number;
  readonly stop: number;
  /** The same as (broken) sample indices of the radio. */
  readonly startSample: number;
  readonly stopSample: number;
  /** True for what has neither beginning nor end. */
  readonly endless: boolean;
  /** Middle of what it occupies on the radio's own frequency scale, and the width that holds 99 % of its power, Hz. */
  readonly center: number;
  readonly bandwidth: number;
  /** While the carrier is on. */
  readonly levelDbfs: number;
  /** Level over the noise within `bandwidth`, dB. */
  readonly snrDb: number;
  readonly content: Content;
}

/** Everything on the air at a receiver at any time in from <= t < to, seconds by its clock; in order of start. */
export function truthAt(emitters: readonly Emitter[], receiver: Receiver, from: number, to: number): TruthRow[] {
  const rows: TruthRow[] = [];
  const place = { east: 0, north: 0, up: 0 };
  const clock = clockOf(receiver);
  for (const emitter of emitters) {
    if (passed(receiver, emitter.frequency) === 0) continue;
    const arrival = (time: number) => {
      emitter.placeAt(time, place);
      return pathDelay(receiver, place);
    };
    const sent = [from, to].map((time) => clock.toWorld(time) - arrival(clock.toWorld(time)));
    for (const transmission of emitter.transmissions(sent[0], sent[1])) {
      rows.push(row(emitter, transmission, receiver, from, to));
    }
  }
  return rows.sort((a, b) => a.start - b.start);
}

function row(emitter: Emitter, sent: Transmission, receiver: Receiver, from: number, to: number): TruthRow {
  const clock = clockOf(receiver);
  const place = { east: 0, north: 0, up: 0 };
  const endless = sent.start === -Infinity;
  const middle = endless ? clock.toWorld((from + to) / 2) : (sent.start + sent.stop) / 2;
  const ends = endless ? [clock.toWorld(from), clock.toWorld(to)] : [sent.start, sent.stop];
  const samples = ends.map((time) => {
    if (endless) return clock.toSample(time);
    emitter.placeAt(time, place);
    return clock.toSample(time + pathDelay(receiver, place));
  });
  // How fast the path grows shifts the frequency.
  emitter.placeAt(middle - 0.5, place);
  const before = pathDelay(receiver, place);
  emitter.placeAt(middle + 0.5, place);
  const doppler = 1 - (pathDelay(receiver, place) - before);
  emitter.placeAt(middle, place);
  const amplitude = amplitudeAt(receiver, emitter, place);
  const levelDbfs = powerToDb(amplitude * amplitude);
  return {
    emitter: emitter.id,
    kind: emitter.kind,
    start: clock.toTime(samples[0]),
    stop: clock.toTime(samples[1]),
    startSample: samples[0],
    stopSample: samples[1],
    endless,
    center: frequencyAt(receiver, sent.center * doppler),
    bandwidth: sent.bandwidth,
    levelDbfs,
    snrDb: levelDbfs - noiseDensityDbfs(receiver) - powerToDb(sent.bandwidth),
    content: sent.content
  };
}

/** Conversions between world time, sample index and the radio's own time. */
function clockOf(receiver: Receiver) {
  const { anchor, rate } = receiver;
  const world = trueRate(receiver);
  return {
    toSample: (time: number) => anchor.index + (time - anchor.whole - anchor.part) * world,
    toTime: (sample: number) => anchor.time + (sample - anchor.index) / rate,
    toWorld: (time: number) => anchor.whole + anchor.part + ((time - anchor.time) * rate) / world
  };
}
