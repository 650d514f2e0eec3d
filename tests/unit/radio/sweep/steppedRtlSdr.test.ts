import { expect, it } from 'vitest';
import { sampleRate } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { powerToDb } from '#lib/dsp/powerToDb.ts';
import { RtlSdrRadio } from '#lib/radio/rtlsdr/rtlSdrRadio.ts';
import { openSweep } from '#lib/radio/sweep/openSweep.ts';
import { SweepPipeline } from '#lib/spectrum/sweepPipeline.ts';
import { EmulatedRtlSdr, type EmulatedRtlSdrOptions } from '#tests/lab/emulated/emulatedRtlSdr.ts';
import { receive } from '#tests/unit/radio/hackrf/drive.ts';

it.each(['r820t', 'blog-v4'] as const)('an RTL-SDR (%s) sweeps a band of 20 MHz', async (model) => {
  const clock = new VirtualClock(1000);
  const tones = [860.3e6, 868.3e6, 871.05e6, 879.4e6].map((frequency, k) => ({ frequency, amplitude: 0.5 / (k + 1) }));
  const options: EmulatedRtlSdrOptions = { clock, model, tones, noise: 1 };
  const inner = await RtlSdrRadio.open(new EmulatedRtlSdr(options), clock);
  await inner.configure({ gain: 20 });
  const radio = await openSweep(inner, { band: { min: 860e6, max: 880e6 }, rate: sampleRate(2.4e6), dwell: 0.005 });
  const { sweep } = radio.info;
  if (sweep === undefined) throw new Error('It does not say what it sweeps');
  const rows: { row: Float32Array; seconds: number }[] = [];
  const pipeline = new SweepPipeline(
    { format: 'cu8', rate: radio.state.rate, sweep },
    { fft: 1024, window: 'flat-top', overlap: 0.5 },
    ({ mean, visited, seconds }) => {
      expect(visited).toBe(1);
      rows.push({ row: mean.slice(), seconds });
    }
  );
  const end = await receive({ radio, clock }, 40, ({ data, sampleIndex, center, time }) =>
    pipeline.push(data, sampleIndex, { center, time })
  );
  expect(end.dropped).toBe(0);
  expect(rows.length).toBeGreaterThanOrEqual(2);
  for (const { row, seconds } of rows) {
    for (const { frequency, amplitude } of tones) {
      const bin = Math.round((frequency - pipeline.firstHz) / pipeline.binHz);
      const level = powerToDb(Math.max(...row.slice(bin - 2, bin + 3)));
      expect(Math.abs(level - 20 * Math.log10(amplitude))).toBeLessThan(0.5);
    }
    // 11 stops of 5 ms and about as much again to settle.
    expect(seconds).toBeLessThan(0.5);
  }
  await radio.close();
});
