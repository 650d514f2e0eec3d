import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import type { Radix } from './butterfly.ts';
import { cosTurns, sinTurns } from './sinCos.ts';

/** Points of the blocks that the last pass transforms in registers: four vectors of four. */
export const lastBlock = 16;

/** Bytes of four complex numbers, [re x4][im x4]: the unit in which transforms are kept. */
export const complexVector = 32;

/**
 * Radices of the passes before the last, largest blocks first: 4s throughout, and one 8 where the size is an odd power of two. The first
 * stays a 4, because it also converts and windows.
 */
export function passRadices(fft: number): Radix[] {
  const radices: Radix[] = [];
  let left = fft / lastBlock;
  while (left > 1) {
    const radix = radices.length === 1 && isOddPowerOfTwo(fft) ? 8 : 4;
    radices.push(radix);
    left /= radix;
  }
  return radices;
}

function isOddPowerOfTwo(value: number): boolean {
  return (31 - Math.clz32(value)) % 2 === 1;
}

/**
 * What output j of a butterfly stands for: frequencies radix * m + residue. The upper half is counted from below zero (conjugate-pair
 * twiddles: J. M. Kamar and Y. Elcherif, 1989), so that w^-j is the conjugate of a factor that is loaded anyway.
 */
export function residue(radix: number, j: number): number {
  return j <= radix / 2 ? j : j - radix;
}

/** Twiddle factors of one pass, exp(-2 pi i a k / block): for each four k the powers a = 1 … radix / 2, each [re x4][im x4]. */
export function twiddles(radix: number, block: number): Float32Array {
  const powers = radix / 2;
  const table = new Float32Array((block / radix) * powers * 2);
  let at = 0;
  for (let k = 0; k < block / radix; k += 4) {
    for (let a = 1; a <= powers; a++, at += 8) {
      for (let lane = 0; lane < 4; lane++) {
        const turns = ((a * (k + lane)) % block) / block;
        table[at + lane] = cosTurns(turns);
        table[at + 4 + lane] = -sinTurns(turns);
      }
    }
  }
  return table;
}

/** Where the power of frequency k (0 … fft - 1) lies among the accumulators: the digit reversal that decimation in frequency leaves behind. */
export function accumulatorPositions(fft: number): Int32Array {
  const radices = passRadices(fft);
  const positions = new Int32Array(fft);
  /** Block `start` of size `size` holds the frequencies first + step * m. */
  function place(pass: number, start: number, size: number, first: number, step: number): void {
    if (pass < radices.length) {
      const radix = radices[pass];
      const part = size / radix;
      for (let j = 0; j < radix; j++)
        place(pass + 1, start + j * part, part, first + step * residue(radix, j), step * radix);
      return;
    }
    // The last pass leaves vector q with the rows j in its lanes.
    for (let q = 0; q < 4; q++) {
      for (let j = 0; j < 4; j++) {
        const frequency = first + step * (residue(4, j) + 4 * q);
        positions[((frequency % fft) + fft) % fft] = start + 4 * q + j;
      }
    }
  }
  place(0, 0, fft, 0, 1);
  return positions;
}

/** Byte addresses of everything a kernel keeps in its memory. */
export interface SpectrumLayout {
  readonly window: number;
  /** Twiddles of each pass, the last one included. */
  readonly twiddles: readonly number[];
  /** The transform under way: fft complex numbers. */
  readonly work: number;
  /** Sums of the running batch, single precision, in the order of `accumulatorPositions`; after `settle` the means. */
  readonly sum: number;
  readonly peak: number;
  /** Sums of the batches before, double precision. */
  readonly total: number;
  /** Byte offset from `sum` or `peak` for each bin of the output. */
  readonly order: number;
  /** Bins in ascending order. */
  readonly output: number;
  readonly input: number;
  readonly inputBytes: number;
  /** Size of the whole, in pages of 64 KiB. */
  readonly pages: number;
}

/** Room for samples, beyond one segment: enough that a call has a few dozen segments, little enough to stay in a second-level cache. */
const inputRoom = 1 << 17;

export function spectrumLayout(fft: number, format: SampleFormat): SpectrumLayout {
  let end = 0;
  // Arrays of power-of-two sizes would all start in the same cache set; an odd number of lines between them spreads them out.
  function place(bytes: number): number {
    const at = end;
    end += Math.ceil(bytes / 64) * 64 + 5 * 64;
    return at;
  }
  const window = place(4 * fft);
  const passes: number[] = [];
  let block = fft;
  for (const radix of [...passRadices(fft), 4]) {
    passes.push(place(twiddles(radix, block).byteLength));
    block /= radix;
  }
  const inputBytes = fft * sampleFormats[format].bytes + inputRoom;
  const layout = {
    window,
    twiddles: passes,
    work: place(8 * fft),
    sum: place(4 * fft),
    peak: place(4 * fft),
    total: place(8 * fft),
    order: place(4 * fft + 16),
    output: place(4 * fft + 16),
    input: place(inputBytes),
    inputBytes
  };
  return { ...layout, pages: Math.ceil(end / 65536) };
}
