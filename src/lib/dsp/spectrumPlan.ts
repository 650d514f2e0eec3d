import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import type { Radix } from './butterfly.ts';
import { cosTurns, sinTurns } from './sinCos.ts';

/** Points of the blocks that the last pass transforms in registers: four vectors of four. */
export const lastBlock = 16;

/** Bytes of four complex numbers, [re x4][im x4]: the unit in which transforms are kept. */
export const complexVector = 32;

/** One pass of the transform: it splits each block of `block` points into `radix` blocks. */
export interface Pass {
  readonly radix: Radix;
  readonly block: number;
  /** What output j of a butterfly stands for: the frequencies radix * m + residues[j] of the block. */
  readonly residues: readonly number[];
}

/**
 * The passes, largest blocks first; the last one works on blocks of `lastBlock`. Radix 4 throughout, and one 8 where the size is an odd power
 * of two. The first stays a 4, because it also converts and windows.
 */
export function spectrumPasses(fft: number): Pass[] {
  const passes: Pass[] = [];
  for (let block = fft; block >= lastBlock;) {
    const radix = passes.length === 1 && isOddPowerOfTwo(fft) ? 8 : 4;
    // The upper half is counted from below zero (conjugate-pair twiddles: J. M. Kamar and Y. Elcherif, 1989), because w^-j is the conjugate of a
    // factor that is loaded anyway. The first pass does without, so that its four outputs are neighbours when the spectrum is put in order.
    const residues = Array.from({ length: radix }, (_, j) => (passes.length === 0 || j <= radix / 2 ? j : j - radix));
    passes.push({ radix, block, residues });
    block /= radix;
  }
  return passes;
}

function isOddPowerOfTwo(value: number): boolean {
  return (31 - Math.clz32(value)) % 2 === 1;
}

/** Highest power of the twiddle factor that a pass needs: the powers below zero are conjugates. */
export function twiddlePowers({ residues }: Pass): number {
  return Math.max(...residues);
}

/** Twiddle factors of a pass, exp(-2 pi i a k / block): for each four k the powers a = 1 … twiddlePowers, each [re x4][im x4]. */
export function twiddles(pass: Pass): Float32Array {
  const { radix, block } = pass;
  const powers = twiddlePowers(pass);
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

/**
 * Where the last pass leaves its blocks of 16 powers: for each block of the first quarter of the accumulators, its position there and the lowest
 * of its frequencies (which may be below zero), in the order of those frequencies modulo fft / 16.
 *
 * Vector q of the block holds in lane j the frequency first + (residue j of the last pass + 4 q) * fft / 16. The blocks at the same position in
 * the other quarters hold the frequencies 1, 2 and 3 above it.
 */
export function accumulatorBlocks(fft: number): { position: number; first: number }[] {
  const inner = spectrumPasses(fft).slice(1, -1);
  const blocks: { position: number; first: number }[] = [];
  /** Block `position` of `size` points holds the frequencies first + step * m. */
  function place(level: number, position: number, size: number, first: number, step: number): void {
    if (level === inner.length) {
      blocks.push({ position, first });
      return;
    }
    const { radix, residues } = inner[level];
    const part = size / radix;
    for (let j = 0; j < radix; j++) {
      place(level + 1, position + j * part, part, first + step * residues[j], step * radix);
    }
  }
  place(0, 0, fft / 4, 0, 4);
  const stride = fft / 16;
  return blocks.sort((a, b) => ((a.first + stride) % stride) - ((b.first + stride) % stride));
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
  /** `accumulatorBlocks`, position and first frequency times 4: in bytes. */
  readonly blocks: number;
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
  const tables = spectrumPasses(fft).map((pass) => place(twiddles(pass).byteLength));
  const inputBytes = fft * sampleFormats[format].bytes + inputRoom;
  const layout = {
    window,
    twiddles: tables,
    work: place(8 * fft),
    sum: place(4 * fft),
    peak: place(4 * fft),
    total: place(8 * fft),
    blocks: place((fft / 64) * 8),
    output: place(4 * fft),
    input: place(inputBytes),
    inputBytes
  };
  return { ...layout, pages: Math.ceil(end / 65536) };
}
