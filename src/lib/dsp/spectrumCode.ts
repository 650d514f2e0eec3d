import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import { butterfly, times, timesConjugate, type Complex } from './butterfly.ts';
import { sampleLoad } from './sampleLoad.ts';
import {
  complexVector,
  lastBlock,
  spectrumPasses,
  twiddlePowers,
  type Pass,
  type SpectrumLayout
} from './spectrumPlan.ts';
import type { Address, Vector, WasmFunction } from './wasmFunction.ts';
import { WasmModule } from './wasmModule.ts';

/**
 * Blocks up to this many points are transformed pass by pass; larger ones are split first and finished part by part, so that the parts stay in
 * the first-level cache.
 */
const cachedBlock = 8192;

const rootHalf = 0.7071067811865476;

/** What the module exports; addresses and lengths in bytes. */
export interface SpectrumExports {
  /** Transforms `segments` segments, `hop` bytes apart, from address `source` on, adding to the sums and peaks. */
  accumulate(source: number, hop: number, segments: number): void;
  /** Moves the batch's sums into the totals and empties them. */
  fold(): void;
  /** Leaves total * factor in place of the (folded) sums, and empties the totals. */
  settle(factor: number): void;
  /** Brings the values at `source` into ascending order at `output`. */
  gather(source: number): void;
}

/**
 * Writes the spectrum kernel for one transform size and sample format: an in-place decimation-in-frequency FFT over [re x4][im x4], with
 * conversion and window in the first pass and |X|^2, sum and maximum in the last. Plain SIMD128 and no fused multiply-add: every engine gives
 * the same bits.
 */
export function spectrumCode(fft: number, format: SampleFormat, layout: SpectrumLayout): Uint8Array<ArrayBuffer> {
  const module = new WasmModule(layout.pages);
  const passes = spectrumPasses(fft);
  const code = passes.map((pass, level) => {
    if (level === 0) return firstPass(module, pass, format);
    return level < passes.length - 1 ? innerPass(module, pass) : lastPass(module, pass);
  });

  /** Emits what remains to be done to `count` blocks at `work` from pass `level` on. */
  function finish(f: WasmFunction, level: number, count: number, work: Address, sum: Address, peak: Address): void {
    const { block } = passes[level];
    if (block * count <= cachedBlock) {
      let blocks = count;
      for (let i = level; i < passes.length - 1; i++) {
        f.call(code[i], work, layout.twiddles[i], blocks);
        blocks *= passes[i].radix;
      }
      f.call(code[passes.length - 1], work, layout.twiddles[passes.length - 1], sum, peak, blocks);
      return;
    }
    const part = partFunction(level);
    const [w, s, p] = [f.address(work, 0), f.address(sum, 0), f.address(peak, 0)];
    f.repeat(count, () => {
      f.call(part, w, s, p);
      f.advance(w, 8 * block);
      f.advance(s, 4 * block);
      f.advance(p, 4 * block);
    });
  }

  /** A function (work, sum, peak) that finishes one block from pass `level` on. */
  function partFunction(level: number): WasmFunction {
    const f = module.function(['i32', 'i32', 'i32']);
    const [work, sum, peak] = [f.parameter(0, 'i32'), f.parameter(1, 'i32'), f.parameter(2, 'i32')];
    if (passes[level].block <= cachedBlock) {
      finish(f, level, 1, work, sum, peak);
    } else {
      f.call(code[level], work, layout.twiddles[level], 1);
      finish(f, level + 1, passes[level].radix, work, sum, peak);
    }
    return f;
  }

  const main = module.function(['i32', 'i32', 'i32'], 'accumulate');
  const source = main.parameter(0, 'i32');
  const work = main.address(null, layout.work);
  const sum = main.address(null, layout.sum);
  const peak = main.address(null, layout.peak);
  main.repeat(main.parameter(2, 'i32'), () => {
    main.call(code[0], source, layout.window, layout.twiddles[0], layout.work);
    finish(main, 1, passes[0].radix, work, sum, peak);
    main.advance(source, main.parameter(1, 'i32'));
  });

  foldFunction(module, fft, layout);
  settleFunction(module, fft, layout);
  gatherFunction(module, fft, sampleFormats[format].complex ? fft / 2 : 0, layout);
  return module.bytes();
}

/** (source, window, twiddles, work): four samples at a time from each of `radix` parts, converted, windowed, combined and stored. */
function firstPass(module: WasmModule, pass: Pass, format: SampleFormat): WasmFunction {
  const f = module.function(['i32', 'i32', 'i32', 'i32']);
  const [source, window, table, work] = [0, 1, 2, 3].map((index) => f.parameter(index, 'i32')) as [
    Address,
    Address,
    Address,
    Address
  ];
  const { radix, block } = pass;
  const part = block / radix;
  const { bytes } = sampleFormats[format];
  const load = sampleLoad(f, format);
  const half = f.floats(rootHalf);
  f.repeat(part / 4, () => {
    const input = (q: number): Complex => {
      const sample = load(source, q * part * bytes);
      const weight = f.load(window, q * part * 4);
      return { re: f.mul(sample.re, weight), im: f.mul(sample.im, weight) };
    };
    butterfly(f, radix, input, half, (j, value) => storeTwiddled(f, pass, j, value, table, work, j * part * 8));
    f.advance(source, 4 * bytes);
    f.advance(window, 16);
    f.advance(table, twiddlePowers(pass) * complexVector);
    f.advance(work, complexVector);
  });
  return f;
}

/** (work, twiddles, blocks): splits each of `blocks` consecutive blocks into `radix` transforms of their own. */
function innerPass(module: WasmModule, pass: Pass): WasmFunction {
  const { radix, block } = pass;
  const f = module.function(['i32', 'i32', 'i32']);
  const [work, twiddles, blocks] = [f.parameter(0, 'i32'), f.parameter(1, 'i32'), f.parameter(2, 'i32')];
  const partBytes = (block / radix) * 8;
  const half = f.floats(rootHalf);
  f.repeat(blocks, () => {
    const table = f.address(twiddles, 0);
    f.repeat(block / radix / 4, () => {
      const input = (q: number) => loadComplex(f, work, q * partBytes);
      butterfly(f, radix, input, half, (j, value) => storeTwiddled(f, pass, j, value, table, work, j * partBytes));
      f.advance(table, twiddlePowers(pass) * complexVector);
      f.advance(work, complexVector);
    });
    f.advance(work, (radix - 1) * partBytes);
  });
  return f;
}

/** (work, twiddles, sum, peak, blocks): transforms blocks of 16 points in registers and adds up their powers. */
function lastPass(module: WasmModule, pass: Pass): WasmFunction {
  const f = module.function(['i32', 'i32', 'i32', 'i32', 'i32']);
  const [work, twiddles, sum, peak] = [0, 1, 2, 3].map((index) => f.parameter(index, 'i32')) as [
    Address,
    Address,
    Address,
    Address
  ];
  const factors = [1, 2].map((power) => loadComplex(f, twiddles, (power - 1) * complexVector));
  const half = f.floats(rootHalf);
  f.repeat(f.parameter(4, 'i32'), () => {
    const rows: Complex[] = [];
    butterfly(
      f,
      4,
      (q) => loadComplex(f, work, q * complexVector),
      half,
      (j, value) => (rows[j] = turn(f, pass, j, value, (power) => factors[power - 1]))
    );
    const re = transpose(
      f,
      rows.map((row) => row.re)
    );
    const im = transpose(
      f,
      rows.map((row) => row.im)
    );
    butterfly(
      f,
      4,
      (q) => ({ re: re[q], im: im[q] }),
      half,
      (q, value) => {
        const power = f.add(f.mul(value.re, value.re), f.mul(value.im, value.im));
        f.store(sum, 16 * q, f.add(f.load(sum, 16 * q), power));
        f.store(peak, 16 * q, f.binary('f32x4.pmax', f.load(peak, 16 * q), power));
      }
    );
    f.advance(work, lastBlock * 8);
    f.advance(sum, lastBlock * 4);
    f.advance(peak, lastBlock * 4);
  });
  return f;
}

function loadComplex(f: WasmFunction, base: Address, offset: number): Complex {
  return { re: f.load(base, offset), im: f.load(base, offset + 16) };
}

function storeTwiddled(
  f: WasmFunction,
  pass: Pass,
  j: number,
  value: Complex,
  table: Address,
  work: Address,
  offset: number
): void {
  const turned = turn(f, pass, j, value, (power) => loadComplex(f, table, (power - 1) * complexVector));
  f.store(work, offset, turned.re);
  f.store(work, offset + 16, turned.im);
}

/** Output j of a butterfly times its twiddle factor. */
function turn(
  f: WasmFunction,
  { residues }: Pass,
  j: number,
  value: Complex,
  factor: (power: number) => Complex
): Complex {
  const power = residues[j];
  if (power === 0) return value;
  return power > 0 ? times(f, value, factor(power)) : timesConjugate(f, value, factor(-power));
}

function transpose(f: WasmFunction, rows: readonly Vector[]): Vector[] {
  const [a, b, c, d] = rows as [Vector, Vector, Vector, Vector];
  const abLow = f.shuffle(a, b, [0, 4, 1, 5]);
  const abHigh = f.shuffle(a, b, [2, 6, 3, 7]);
  const cdLow = f.shuffle(c, d, [0, 4, 1, 5]);
  const cdHigh = f.shuffle(c, d, [2, 6, 3, 7]);
  return [
    f.shuffle(abLow, cdLow, [0, 1, 4, 5]),
    f.shuffle(abLow, cdLow, [2, 3, 6, 7]),
    f.shuffle(abHigh, cdHigh, [0, 1, 4, 5]),
    f.shuffle(abHigh, cdHigh, [2, 3, 6, 7])
  ];
}

/** total += sum; sum = 0 */
function foldFunction(module: WasmModule, fft: number, layout: SpectrumLayout): void {
  const f = module.function([], 'fold');
  const sum = f.address(null, layout.sum);
  const total = f.address(null, layout.total);
  const zero = f.floats(0);
  f.repeat(fft / 4, () => {
    const four = f.load(sum, 0);
    const upper = f.shuffle(four, four, [2, 3, 2, 3]);
    f.store(total, 0, f.binary('f64x2.add', f.load(total, 0), f.unary('f64x2.promote_low_f32x4', four)));
    f.store(total, 16, f.binary('f64x2.add', f.load(total, 16), f.unary('f64x2.promote_low_f32x4', upper)));
    f.store(sum, 0, zero);
    f.advance(sum, 16);
    f.advance(total, 32);
  });
}

/** sum = total * factor; total = 0 */
function settleFunction(module: WasmModule, fft: number, layout: SpectrumLayout): void {
  const f = module.function(['f64'], 'settle');
  const factor = f.splatDouble(f.parameter(0, 'f64'));
  const sum = f.address(null, layout.sum);
  const total = f.address(null, layout.total);
  const zero = f.floats(0);
  f.repeat(fft / 4, () => {
    const [lower, upper] = [0, 16].map((offset) =>
      f.unary('f32x4.demote_f64x2_zero', f.binary('f64x2.mul', f.load(total, offset), factor))
    );
    f.store(sum, 0, f.shuffle(lower, upper, [0, 1, 4, 5]));
    f.store(total, 0, zero);
    f.store(total, 16, zero);
    f.advance(sum, 16);
    f.advance(total, 32);
  });
}

/**
 * (source): the powers at `source` to `output` in ascending order, 0 Hz at `zero`. Four blocks of 16, one from each quarter, hold 16 times four
 * neighbours: a transposition brings the neighbours together.
 */
function gatherFunction(module: WasmModule, fft: number, zero: number, layout: SpectrumLayout): void {
  const f = module.function(['i32'], 'gather');
  const source = f.parameter(0, 'i32');
  const blocks = f.address(null, layout.blocks);
  const { residues } = spectrumPasses(fft).at(-1)!;
  f.repeat(fft / 64, () => {
    const position = f.loadInteger(blocks, 0);
    const first = f.loadInteger(blocks, 4);
    f.advance(position, source);
    for (let q = 0; q < 4; q++) {
      const quarters = [0, 1, 2, 3].map((quarter) => f.load(position, quarter * fft + 16 * q));
      transpose(f, quarters).forEach((neighbours, j) => {
        const bin = zero + ((residues[j] + 4 * q) * fft) / 16;
        f.store(f.wrapped(first, 4 * bin, 4 * fft), layout.output, neighbours);
      });
    }
    f.advance(blocks, 8);
  });
}
