import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSpectrumKernel } from '#lib/dsp/createSpectrumKernel.ts';
import type { Detection } from '#lib/spectrum/detection.ts';
import { Detector } from '#lib/spectrum/detector.ts';
import { FrameStream } from '#lib/spectrum/frameStream.ts';
import { mostRegions } from '#lib/spectrum/regions.ts';
import { tonesInNoise } from './detectScene.ts';

const rate = 1_000_000;

function make() {
  const closed: Detection[] = [];
  const detector = new Detector({ rate, complex: true, onDetection: (detection) => closed.push(detection) });
  const { fft, window, segments } = detector.plan;
  const stream = new FrameStream({
    kernel: createSpectrumKernel({ fft, format: 'cu8', window }),
    overlap: 0.5,
    segmentsPerFrame: segments,
    onFrame: (frame) => detector.push(frame)
  });
  return { closed, detector, stream };
}

describe('detector on a live stream', () => {
  it('shows a signal while it is on, a few milliseconds after it began, and reports it when it has ended', () => {
    const { closed, detector, stream } = make();
    const bytes = tonesInNoise(rate, 0.2, 4, [{ start: 0.05, stop: 0.15, frequency: 80_000, amplitude: 20 }]);
    stream.push(bytes.subarray(0, 2 * 50_000), 0);
    expect(detector.open).toEqual([]);
    stream.push(bytes.subarray(2 * 50_000, 2 * 53_000), 50_000);
    expect(detector.open).toHaveLength(1);
    const [open] = detector.open;
    expect(open.open).toBe(true);
    expect(Math.abs(open.startSample - 50_000)).toBeLessThan(400);
    expect(open.stopSample).toBeGreaterThan(52_000);
    expect(open.centerHz).toBeCloseTo(80_000, -3);
    stream.push(bytes.subarray(2 * 53_000, 2 * 170_000), 53_000);
    expect(detector.open).toEqual([]);
    expect(closed).toHaveLength(1);
    expect(closed[0]).toMatchObject({ id: open.id, open: false });
    expect(Math.abs(closed[0].stopSample - 150_000)).toBeLessThan(100);
  });

  it('ends what is open at a gap, and starts anew behind it', () => {
    const { closed, detector, stream } = make();
    const bytes = tonesInNoise(rate, 0.1, 4, [{ start: 0.03, stop: 0.1, frequency: 80_000, amplitude: 20 }]);
    stream.push(bytes, 0);
    stream.push(bytes, 5_000_000);
    expect(closed).toHaveLength(1);
    expect(closed[0].stopSample).toBeLessThanOrEqual(100_000);
    expect(closed[0].stopSample).toBeGreaterThan(99_000);
    stream.flush();
    detector.flush();
    expect(closed).toHaveLength(2);
    expect(Math.abs(closed[1].startSample - 5_030_000)).toBeLessThan(300);
  });

  it('holds no more regions than its limit, whatever comes in', () => {
    const closed: Detection[] = [];
    const wide = new Detector({ rate: 20e6, complex: true, onDetection: (detection) => closed.push(detection) });
    const { bins, rowSamples, segments } = wide.plan;
    let most = 0;
    for (let row = 0; row < 400; row++) {
      // A comb of carriers from row 100 on, more than can be followed.
      const mean = new Float32Array(bins).fill(1e-6);
      if (row >= 100) for (let bin = 5; bin < bins; bin += 12) mean[bin] = 1e-4;
      wide.push({ sampleIndex: row * rowSamples, samples: rowSamples, segments, mean, peak: mean });
      most = Math.max(most, wide.open.length);
    }
    wide.flush();
    expect(most).toBe(mostRegions);
    expect(closed.length).toBeGreaterThanOrEqual(mostRegions);
  });

  it('refuses frames that do not fit its plan', () => {
    const { detector } = make();
    const mean = new Float32Array(100);
    expect(() => detector.push({ sampleIndex: 0, samples: 256, segments: 2, mean, peak: mean })).toThrow(RangeError);
  });

  it('takes any frames: boxes have a length, lie inside the band and their numbers are finite', () => {
    const power = fc.oneof(
      { weight: 20, arbitrary: fc.double({ min: 1e-9, max: 1e-6, noNaN: true }) },
      { weight: 3, arbitrary: fc.double({ min: 1e-6, max: 10, noNaN: true }) },
      { weight: 1, arbitrary: fc.constantFrom(0, NaN, Infinity, -1, 1e-30, 1e30) }
    );
    fc.assert(
      fc.property(
        fc.array(fc.record({ powers: fc.array(power, { minLength: 1, maxLength: 40 }), gap: fc.boolean() }), {
          minLength: 1,
          maxLength: 12
        }),
        fc.boolean(),
        (stretches, complex) => {
          const all: Detection[] = [];
          const detector = new Detector({ rate, complex, onDetection: (detection) => all.push(detection) });
          const { bins, rowSamples, segments } = detector.plan;
          const mean = new Float32Array(bins);
          let sampleIndex = 0;
          for (const { powers, gap } of stretches) {
            if (gap) sampleIndex += 12_345;
            for (let row = 0; row < 20; row++, sampleIndex += rowSamples) {
              for (let bin = 0; bin < bins; bin++) mean[bin] = powers[(bin * 7 + row * bin) % powers.length];
              detector.push({ sampleIndex, samples: rowSamples, segments, mean, peak: mean });
              all.push(...detector.open);
            }
          }
          detector.flush();
          expect(detector.open).toEqual([]);
          for (const box of all) {
            expect(box.stopSample).toBeGreaterThan(box.startSample);
            expect(box.startSample).toBeGreaterThanOrEqual(0);
            expect(box.highHz).toBeGreaterThan(box.lowHz);
            expect(box.lowHz).toBeGreaterThanOrEqual(complex ? -rate / 2 : 0);
            expect(box.highHz).toBeLessThanOrEqual(rate / 2);
            expect(box.centerHz).toBeGreaterThanOrEqual(box.lowHz);
            expect(box.centerHz).toBeLessThanOrEqual(box.highHz);
            expect(Number.isFinite(box.peakDbfs) && Number.isFinite(box.snrDb)).toBe(true);
          }
        }
      ),
      { numRuns: 60, seed: 20_261_120 }
    );
  });
});
