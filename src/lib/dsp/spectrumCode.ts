import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import { addReadFunctions } from './spectrumReadCode.ts';
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
import { transpose } from './transpose.ts';
import type { Address, WasmFunction } from './wasmFunction.ts';
import { WasmModule } from './wasmModule.ts';

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

  const main = module.function(['i32', 'i32', 'i32'], 'accumulate');
  const source = main.parameter(0, 'i32');
  main.repeat(main.parameter(2, 'i32'), () => {
    main.call(code[0], source, layout.window, layout.twiddles[0], layout.work);
    // Pass by pass over the whole transform. Finishing large transforms part by part, for the first-level cache, gains nothing measurable.
    for (let level = 1, blocks = passes[0].radix; level < passes.length; blocks *= passes[level].radix, level++) {
      const accumulators = level === passes.length - 1 ? [layout.sum, layout.peak] : [];
      main.call(code[level], layout.work, layout.twiddles[level], ...accumulators, blocks);
    }
    main.advance(source, main.parameter(1, 'i32'));
  });

  addReadFunctions(module, fft, sampleFormats[format].complex ? fft / 2 : 0, layout);
  return module.bytes();
}

/** (source, window, twiddles, work): four samples at a time from each of `radix` parts, converted, windowed, combined and stored. */
function firstPass(module: WasmModule, pass: Pass, format: SampleFormat): WasmFunction {
  const f = module.function(['i32', 'i32', 'i32', 'i32']);
  const [source, window, table, work] = [0, 1, 2, 3].map((index) => f.parameter(index, 'i32'));
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
  const [work, twiddles, sum, peak] = [0, 1, 2, 3].map((index) => f.parameter(index, 'i32'));
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
