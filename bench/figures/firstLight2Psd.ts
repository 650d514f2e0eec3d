import { readFile } from 'node:fs/promises';
import type { SampleFormat } from '#lib/base/sampleFormat.ts';
import type { WindowName } from '#lib/dsp/window.ts';
import { WelchPsd, type WelchPsdResult } from '#lib/spectrum/welchPsd.ts';
import type { Figure } from '../figure.ts';

/** One vector of tests/vectors/welch/cases.json, made by generate.py beside it. */
interface WelchCase {
  readonly name: string;
  readonly format: SampleFormat;
  readonly fft: number;
  readonly window: WindowName;
  readonly overlap: number;
  readonly rate: number;
  readonly samples: number;
  readonly averages: number;
}

/** What came of one vector. */
export interface WelchMeasure {
  readonly vector: WelchCase;
  readonly result: WelchPsdResult;
  /** Largest difference from scipy, dB, among the `compared` bins within 80 dB of the strongest. */
  readonly worstDb: number;
  readonly compared: number;
}

export const allowedDb = 0.01;
const rangeDb = 80;
const folder = new URL('../../tests/vectors/welch/', import.meta.url);

/** Runs every vector through WelchPsd and compares with what scipy.signal.welch made of it. */
export async function measureWelchVectors(): Promise<WelchMeasure[]> {
  const text = await readFile(new URL('cases.json', folder), 'utf8');
  const { cases } = JSON.parse(text) as { cases: WelchCase[] };
  return Promise.all(cases.map(measureVector));
}

async function measureVector(vector: WelchCase): Promise<WelchMeasure> {
  const psd = new WelchPsd({ ...vector, center: null });
  psd.push(await readFile(new URL(`${vector.name}.samples`, folder)), 0);
  const result = psd.finish();
  const expected = await readFile(new URL(`${vector.name}.psd`, folder));
  const levels = result.psd_dbfs_hz;
  if (expected.length !== 4 * levels.length) {
    throw new RangeError(`${vector.name}: ${levels.length} bins, scipy has ${expected.length / 4}`);
  }
  const scipy = Float64Array.from(levels, (_, bin) => expected.readFloatLE(4 * bin));
  const strongest = scipy.reduce((largest, level) => Math.max(largest, level), -Infinity);
  let worstDb = 0;
  let compared = 0;
  scipy.forEach((level, bin) => {
    if (level < strongest - rangeDb) return;
    compared++;
    const error = Math.abs(levels[bin] - level);
    // Written so that NaN counts as the worst.
    worstDb = error <= worstDb ? worstDb : error;
  });
  return { vector, result, worstDb, compared };
}

export const firstLight2Psd: Figure = {
  id: 'first-light.2',
  what: 'PSD against scipy.signal.welch(detrend=False), all sample formats',
  required: `<= ${allowedDb} dB in every bin within ${rangeDb} dB of the strongest`,
  ci: true,
  needsShared: false,
  async measure() {
    const measures = await measureWelchVectors();
    const worst = Math.max(...measures.map(({ worstDb }) => worstDb));
    const formats = new Set(measures.map(({ vector }) => vector.format));
    return {
      measured: `${worst.toFixed(6)} dB at worst, ${measures.length} vectors, ${formats.size} formats`,
      pass: worst <= allowedDb && formats.size === 8,
      details: measures.map(({ vector: { name, window, overlap }, worstDb, compared, result }) => {
        const bins = `${compared} of ${result.psd_dbfs_hz.length} bins`;
        return `${name} ${window} overlap ${overlap}: ${worstDb.toFixed(6)} dB over ${bins}`;
      })
    };
  }
};
