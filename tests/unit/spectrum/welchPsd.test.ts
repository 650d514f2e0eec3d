import { describe, expect, it } from 'vitest';
import { allowedDb, measureWelchVectors } from '#bench/figures/firstLight2Psd.ts';
import { ReferenceSpectrumKernel } from '#lib/dsp/referenceSpectrumKernel.ts';
import { WelchPsd, type WelchPsdOptions } from '#lib/spectrum/welchPsd.ts';
import { noiseBytes, toneBytes } from '../../contracts/kernelSignals.ts';

const options: WelchPsdOptions = {
  format: 'cs16',
  rate: 48_000,
  center: 100e6,
  fft: 512,
  window: 'hann',
  overlap: 0.5
};

describe('WelchPsd', () => {
  it('agrees with scipy.signal.welch on every vector', async () => {
    const measures = await measureWelchVectors();
    expect(new Set(measures.map(({ vector }) => vector.format)).size).toBe(8);
    for (const { vector, result, worstDb, compared } of measures) {
      expect(worstDb, vector.name).toBeLessThanOrEqual(allowedDb);
      expect(compared, vector.name).toBeGreaterThan(20);
      expect(result.averages, vector.name).toBe(vector.averages);
      expect(result.samples, vector.name).toBe(vector.samples);
    }
  });

  it('integrates to the power of the signal', () => {
    const psd = new WelchPsd({ ...options, center: null });
    psd.push(toneBytes('cs16', 10_000, 0.123, 0.5), 0);
    const { psd_dbfs_hz, freq_hz } = psd.finish();
    const power = psd_dbfs_hz.reduce((sum, level) => sum + 10 ** (level / 10), 0) * (freq_hz[1] - freq_hz[0]);
    expect(10 * Math.log10(power)).toBeCloseTo(-6.02, 1);
  });

  it('names its settings, counts, and absolute frequencies in ascending order', () => {
    const psd = new WelchPsd(options);
    psd.push(noiseBytes('cs16', 1000, 1), 0);
    const result = psd.finish();
    expect(result).toMatchObject({ rate: 48_000, center: 100e6, fft: 512, window: 'hann', overlap: 0.5 });
    expect(result).toMatchObject({ averages: 2, samples: 1000, tail: 1000 - 768 });
    expect(result.freq_hz[0]).toBe(100e6 - 24_000);
    expect(result.freq_hz[256]).toBe(100e6);
    expect(result.freq_hz).toHaveLength(512);
    expect(result.freq_hz.every((hz, i) => i === 0 || hz > result.freq_hz[i - 1])).toBe(true);
    const real = new WelchPsd({ ...options, format: 's16', center: null });
    real.push(noiseBytes('s16', 1000, 1), 0);
    const { freq_hz } = real.finish();
    expect([freq_hz[0], freq_hz[256], freq_hz.length]).toEqual([0, 24_000, 257]);
  });

  it('does not depend on the block sizes, and averages over gaps by segments', () => {
    const bytes = noiseBytes('cs16', 5000, 9);
    const whole = new WelchPsd(options);
    whole.push(bytes, 0);
    const cut = new WelchPsd(options);
    for (let at = 0; at < 5000; at += 77) cut.push(bytes.subarray(4 * at, 4 * Math.min(5000, at + 77)), at);
    expect(cut.finish()).toEqual(whole.finish());

    const gapped = new WelchPsd(options);
    gapped.push(bytes.subarray(0, 4 * 768), 0);
    gapped.push(bytes.subarray(4 * 1000, 4 * 1512), 1000);
    const exact = new WelchPsd({ ...options, createKernel: (wanted) => new ReferenceSpectrumKernel(wanted) });
    exact.push(bytes.subarray(0, 4 * 768), 0);
    exact.push(bytes.subarray(4 * 1000, 4 * 1512), 768 + 9);
    const [a, b] = [gapped.finish(), exact.finish()];
    expect(a.averages).toBe(3);
    a.psd_dbfs_hz.forEach((level, bin) => expect(Math.abs(level - b.psd_dbfs_hz[bin])).toBeLessThan(0.001));
  });

  it('says what to choose when there are too few samples', () => {
    const short = new WelchPsd({ ...options, fft: 4096 });
    short.push(noiseBytes('cs16', 1500, 1), 0);
    expect(() => short.finish()).toThrow(
      '--fft cannot be 4096: there are only 1500 samples, choose --fft 1024 or smaller.'
    );
    const tiny = new WelchPsd(options);
    tiny.push(noiseBytes('cs16', 10, 1), 0);
    expect(() => tiny.finish()).toThrow(/only 10 samples, at least 256 are needed/);
  });
});
