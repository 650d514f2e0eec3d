import { windowSamples } from '#lib/dsp/window.ts';
import { benchBytes, segmentsOf, type PsdCase } from './candidate.ts';

/** Adds the power spectra of all segments of the bench's samples to its sums, and gives the sums; their order is its own. */
export type PsdLoop = () => Float32Array;

/** The packages that people would use instead, in Node or in a browser. Null when the package is not installed or does not do this size. */
export type PeerMaker = (job: PsdCase) => Promise<PsdLoop | null>;

/** What u8 stands for: a table is the quickest way from bytes to floats in JavaScript. */
const values = Float32Array.from({ length: 256 }, (_, byte) => byte - 127.5);

/**
 * Each of them used as well as it allows: input written where the package wants it, window multiplied while converting, |X|^2 added up straight
 * from its output, in whatever order and layout that has.
 * @param pffftWasm where PFFFT's module lies; null lets the package look beside itself.
 */
export function peerMakers(pffftWasm: string | null): Readonly<Record<string, PeerMaker>> {
  return {
    '@echogarden/pffft-wasm': (job) => pffft(job, pffftWasm, true),
    '@echogarden/pffft-wasm, unordered': (job) => pffft(job, pffftWasm, false),
    webfft: webFft,
    '@jtarrio/signals': signals
  };
}

interface PffftModule {
  readonly HEAPF32: Float32Array;
  _pffft_new_setup(size: number, complex: number): number;
  _pffft_aligned_malloc(bytes: number): number;
  _pffft_transform_ordered(setup: number, input: number, output: number, work: number, direction: number): void;
  _pffft_transform(setup: number, input: number, output: number, work: number, direction: number): void;
}

/**
 * In order, which is what its documentation offers for spectra; or in the order and layout, [re x4][im x4], that it uses inside, which spares it a
 * pass over each transform and which somebody would have to read out of its source.
 */
async function pffft(job: PsdCase, wasm: string | null, ordered: boolean): Promise<PsdLoop | null> {
  const { default: load } = (await import('@echogarden/pffft-wasm/simd')) as {
    default: (options: object) => Promise<PffftModule>;
  };
  const module = await load(wasm === null ? {} : { locateFile: () => wasm });
  const { fft, hop } = job;
  const complexTransform = 1;
  const setup = module._pffft_new_setup(fft, complexTransform);
  const [input, output, work] = [0, 1, 2].map(() => module._pffft_aligned_malloc(8 * fft));
  const from = module.HEAPF32.subarray(input / 4, input / 4 + 2 * fft);
  const to = module.HEAPF32.subarray(output / 4, output / 4 + 2 * fft);
  const bytes = benchBytes();
  const window = pairs(windowSamples('hann', fft));
  const sums = new Float32Array(fft);
  const segments = segmentsOf(job);
  function convert(at: number): void {
    for (let i = 0; i < 2 * fft; i++) from[i] = values[bytes[at + i]] * window[i];
  }
  if (ordered) {
    return () => {
      for (let segment = 0; segment < segments; segment++) {
        convert(2 * segment * hop);
        module._pffft_transform_ordered(setup, input, output, work, 0);
        addPairs(sums, to);
      }
      return sums;
    };
  }
  return () => {
    for (let segment = 0; segment < segments; segment++) {
      convert(2 * segment * hop);
      module._pffft_transform(setup, input, output, work, 0);
      for (let i = 0, bin = 0; i < 2 * fft; i += 8, bin += 4) {
        sums[bin] += to[i] * to[i] + to[i + 4] * to[i + 4];
        sums[bin + 1] += to[i + 1] * to[i + 1] + to[i + 5] * to[i + 5];
        sums[bin + 2] += to[i + 2] * to[i + 2] + to[i + 6] * to[i + 6];
        sums[bin + 3] += to[i + 3] * to[i + 3] + to[i + 7] * to[i + 7];
      }
    }
    return sums;
  };
}

/** sums += |re + i im|^2 of interleaved pairs. */
function addPairs(sums: Float32Array, pairs: Float32Array): void {
  for (let bin = 0, i = 0; bin < sums.length; bin++, i += 2)
    sums[bin] += pairs[i] * pairs[i] + pairs[i + 1] * pairs[i + 1];
}

interface WebFft {
  fft(input: Float32Array): Float32Array;
}

/** The quickest of its sub-libraries, as its own `profile` would choose, but measured on this size here and now. */
async function webFft(job: PsdCase): Promise<PsdLoop | null> {
  const { default: WebFftClass } = (await import('webfft')) as {
    default: new (size: number, library?: string, profile?: boolean) => WebFft & { availableSubLibraries(): string[] };
  };
  const { fft, hop } = job;
  const input = new Float32Array(2 * fft);
  const bytes = benchBytes();
  let best: WebFft | null = null;
  let bestTime = Infinity;
  for (const library of new WebFftClass(fft).availableSubLibraries()) {
    try {
      const candidate = new WebFftClass(fft, library, false);
      const times = [0, 1, 2, 3].map(() => {
        const started = performance.now();
        for (let i = 0; i < 8; i++) candidate.fft(input);
        return performance.now() - started;
      });
      if (Math.min(...times) < bestTime) [best, bestTime] = [candidate, Math.min(...times)];
    } catch {
      // Some of its sub-libraries do not do every size.
    }
  }
  const chosen = best;
  if (chosen === null) return null;
  const window = pairs(windowSamples('hann', fft));
  const sums = new Float32Array(fft);
  const segments = segmentsOf(job);
  return () => {
    for (let segment = 0; segment < segments; segment++) {
      const at = 2 * segment * hop;
      for (let i = 0; i < 2 * fft; i++) input[i] = values[bytes[at + i]] * window[i];
      addPairs(sums, chosen.fft(input));
    }
    return sums;
  };
}

interface Signals {
  readonly FFT: {
    ofLength(length: number): { transform(re: Float32Array, im: Float32Array): [Float32Array, Float32Array] };
  };
}

async function signals(job: PsdCase): Promise<PsdLoop | null> {
  const { FFT } = (await import('@jtarrio/signals/dsp/fft.js')) as Signals;
  const { fft, hop } = job;
  const transform = FFT.ofLength(fft);
  const [re, im] = [new Float32Array(fft), new Float32Array(fft)];
  const bytes = benchBytes();
  const window = Float32Array.from(windowSamples('hann', fft));
  const sums = new Float32Array(fft);
  const segments = segmentsOf(job);
  return () => {
    for (let segment = 0; segment < segments; segment++) {
      let at = 2 * segment * hop;
      for (let i = 0; i < fft; i++, at += 2) {
        re[i] = values[bytes[at]] * window[i];
        im[i] = values[bytes[at + 1]] * window[i];
      }
      const [outRe, outIm] = transform.transform(re, im);
      for (let bin = 0; bin < fft; bin++) sums[bin] += outRe[bin] * outRe[bin] + outIm[bin] * outIm[bin];
    }
    return sums;
  };
}

function pairs(samples: Float64Array): Float32Array {
  return Float32Array.from({ length: 2 * samples.length }, (_, i) => samples[i >> 1]);
}
