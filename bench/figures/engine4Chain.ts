import process from 'node:process';
import { createSpectrumKernel } from '#lib/dsp/createSpectrumKernel.ts';
import { detectionPlan, type DetectionPlan } from '#lib/spectrum/detectionPlan.ts';
import { Detector } from '#lib/spectrum/detector.ts';
import type { EmitterDetection } from '#lib/spectrum/emitters/emitter.ts';
import { EmitterTracker } from '#lib/spectrum/emitters/emitterTracker.ts';
import { FrameStream } from '#lib/spectrum/frameStream.ts';
import { QuantisedNoise } from '#tests/unit/spectrum/detectNoise.ts';
import type { Figure } from '../figure.ts';

const rate = 20e6;
const fft = 4096;
const segments = 4;
const sceneSamples = 2 ** 21;
const blockSamples = 2 ** 17;
const passes = 2;
const rounds = 9;
const required = 150;
/** Open detections are shown some times a second, as a page would: how many blocks between. */
const showBlocks = 16;

/** 0.1 s of 8-bit samples that can be repeated without a seam. */
class Scene {
  readonly #re = new Float32Array(sceneSamples);
  readonly #im = new Float32Array(sceneSamples);

  /** A carrier with whole turns, frequency-modulated by a whole tone; lasts from `from` to `to`, shares of the scene. */
  carrier(hertz: number, amplitude: number, deviation = 0, tone = 1000, from = 0, to = 1): void {
    const whole = (frequency: number) => Math.round((frequency / rate) * sceneSamples);
    const turns = whole(hertz);
    const swings = Math.max(1, whole(tone));
    const index = deviation / ((swings * rate) / sceneSamples);
    for (let i = Math.round(from * sceneSamples); i < to * sceneSamples; i++) {
      const t = i / sceneSamples;
      const phase = 2 * Math.PI * ((turns * t) % 1) + index * Math.sin(2 * Math.PI * swings * t);
      this.#re[i] += amplitude * Math.cos(phase);
      this.#im[i] += amplitude * Math.sin(phase);
    }
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(2 * sceneSamples);
    new QuantisedNoise(6, 3).fill(bytes);
    const add = (at: number, value: number) => {
      bytes[at] = Math.min(255, Math.max(0, Math.round(bytes[at] + value)));
    };
    for (let i = 0; i < sceneSamples; i++) {
      add(2 * i, this.#re[i]);
      add(2 * i + 1, this.#im[i]);
    }
    return bytes;
  }
}

/** Twenty emitters: five broadcast stations, five voice channels, two carriers, one wide signal, six senders of packets, one hopper. */
function twentyEmitters(): Uint8Array {
  const scene = new Scene();
  for (let i = 0; i < 5; i++) scene.carrier(-9e6 + i * 1.1e6, 4 + 2 * i, 75e3, 1000 + 300 * i);
  for (let i = 0; i < 5; i++) scene.carrier(-3.4e6 + i * 0.5e6, 1.5 + i, 4e3, 700 + 170 * i);
  for (let i = 0; i < 2; i++) scene.carrier(3e6 + i * 0.3e6, 3 + 3 * i);
  for (let i = 0; i < 40; i++) scene.carrier(0.7e6 + i * 25e3, 1.2, 8e3, 900 + 37 * i);
  for (let i = 0; i < 6; i++) {
    for (let n = 0; n < 3; n++) {
      // On no common grid of times: that would be a hopper.
      const start = n / 3 + 0.037 * i + 0.013 * ((i * (n + 1) * 7) % 5);
      scene.carrier(4e6 + i * 0.6e6, 4 + i, 20e3, 5000, start, start + 0.04 + 0.006 * i);
    }
  }
  for (let n = 0; n < 16; n++) scene.carrier(7.9e6 + ((n * 5) % 8) * 0.22e6, 6, 20e3, 8000, n / 16, n / 16 + 0.05);
  return scene.bytes();
}

/** As the detector plans for this rate, but with the transform and the average that the figure asks for. */
function plan(): DetectionPlan {
  const base = detectionPlan(rate, true);
  const rowSamples = (fft / 2) * segments;
  const share = base.rowSamples / rowSamples;
  const rows = (count: number) => Math.round(count * share);
  return {
    ...base,
    fft,
    bins: fft,
    hop: fft / 2,
    segments,
    rowSamples,
    hangRows: rows(base.hangRows),
    firstRows: rows(base.firstRows),
    learnRows: rows(base.learnRows),
    heldRows: rows(base.heldRows),
    stepRows: rows(base.stepRows)
  };
}

function chain() {
  const tracker = new EmitterTracker({ rate, binHz: rate / fft });
  let closed: EmitterDetection[] = [];
  const detector = new Detector({ rate, complex: true, plan: plan(), onDetection: (found) => closed.push(found) });
  const frames = frameStream((frame) => detector.push(frame));
  return {
    tracker,
    push: (bytes: Uint8Array, sample: number, show: boolean) => {
      frames.push(bytes, sample);
      if (show) closed.push(...detector.open);
      if (closed.length > 0) tracker.push(closed, sample + bytes.length / 2);
      closed = [];
    }
  };
}

function frameStream(onFrame: ConstructorParameters<typeof FrameStream>[0]['onFrame']): FrameStream {
  const kernel = createSpectrumKernel({ fft, format: 'cu8', window: 'hann' });
  return new FrameStream({ kernel, overlap: 0.5, segmentsPerFrame: segments, onFrame });
}

export const engine4Chain: Figure = {
  id: 'engine.4',
  what: 'samples to tracked emitters on one core: 4096, Hann, 50 % overlap, M = 4, 20 emitters, noise floor per frame',
  required: `>= ${required} MS/s of CPU time`,
  ci: false,
  needsShared: false,
  measure() {
    const bytes = twentyEmitters();
    const whole = chain();
    const spectra = frameStream(() => undefined);
    const run = (push: (part: Uint8Array, sample: number, show: boolean) => void, first: number) => {
      const before = process.cpuUsage();
      for (let done = 0; done < passes * sceneSamples; done += blockSamples) {
        const at = 2 * (done % sceneSamples);
        push(bytes.subarray(at, at + 2 * blockSamples), first + done, (done / blockSamples) % showBlocks === 0);
      }
      const { user, system } = process.cpuUsage(before);
      return (passes * sceneSamples) / (user + system);
    };
    const speeds: number[] = [];
    const spectraSpeeds: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const first = round * passes * sceneSamples;
      spectraSpeeds.push(run((part, sample) => spectra.push(part, sample), first));
      speeds.push(run(whole.push, first));
    }
    const speed = median(speeds);
    // What was heard again and again: a loop makes no other.
    const tracked = whole.tracker.emitters.filter(({ on, bursts }) => on || bursts > passes * rounds);
    const hoppers = tracked.filter(({ hop }) => hop !== undefined).length;
    return Promise.resolve({
      measured: `${speed.toFixed(1)} MS/s (${range(speeds)}), ${tracked.length} emitters, ${hoppers} of them hopping`,
      pass: speed >= required && tracked.length >= 20 && hoppers === 1,
      details: [
        `spectra alone: ${median(spectraSpeeds).toFixed(1)} MS/s (${range(spectraSpeeds)})`,
        ...tracked.map(
          ({ id, centerHz, lowHz, highHz, bursts, level, hop }) =>
            `${id}: ${(centerHz / 1e6).toFixed(3)} MHz, ${((highHz - lowHz) / 1e3).toFixed(0)} kHz, ${bursts} detections, ` +
            `${level.toFixed(0)} dBFS${hop === undefined ? '' : `, ${hop.channels.length} channels`}`
        )
      ]
    });
  }
};

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function range(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)}`;
}
