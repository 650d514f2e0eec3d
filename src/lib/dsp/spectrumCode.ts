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
/** How often a loop's body stands in it: the second one's beginning fills the time in which the first one's end waits for itself. */
const unrolled = 2;

/** How the kernel is to be written, beside its size and format. */
export interface SpectrumCodeOptions {
  /** Keep the maximum beside the sum. */
  readonly peak: boolean;
  /** Multiply and add by relaxed SIMD. */
  readonly relaxed: boolean;
}

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
 * conversion and window in the first pass and |X|^2, sum and maximum in the last. Without `relaxed` it is plain SIMD128 and no fused
 * multiply-add: every engine gives the same bits.
 */
export function spectrumCode(
  fft: number,
  format: SampleFormat,
  layout: SpectrumLayout,
  { peak, relaxed }: SpectrumCodeOptions
): Uint8Array<ArrayBuffer> {
  const module = new WasmModule(layout.pages, relaxed);
  const passes = spectrumPasses(fft);
  const code = passes.map((pass, level) => {
    if (level === 0) return firstPass(module, pass, format);
    return level < passes.length - 1 ? innerPass(module, pass) : lastPass(module, pass, peak);
  });

  const main = module.function(['i32', 'i32', 'i32'], 'accumulate');
  const source = main.parameter(0, 'i32');
  main.repeat(main.parameter(2, 'i32'), () => {
    main.call(code[0], source, layout.window, layout.twiddles[0], layout.work);
    // Pass by pass over the whole transform. Finishing large transforms part by part, for the first-level cache, gains nothing measurable.
    for (let level = 1, blocks = passes[0].radix; level < passes.length; blocks *= passes[level].radix, level++) {
      if (level < passes.length - 1) main.call(code[level], layout.work, layout.twiddles[level], blocks);
      else main.call(code[level], layout.work, layout.twiddles[level], layout.sum, layout.peak, blocks / unrolled);
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
  const tableBytes = twiddlePowers(pass) * complexVector;
  function four(u: number): void {
    const input = (q: number): Complex => {
      const sample = load(source, (q * part + 4 * u) * bytes);
      const weight = f.load(window, (q * part + 4 * u) * 4);
      return { re: f.mul(sample.re, weight), im: f.mul(sample.im, weight) };
    };
    const factor = (power: number): Complex => loadComplex(f, table, u * tableBytes + (power - 1) * complexVector);
    butterfly(f, radix, input, half, (j, value) => {
      storeComplex(f, work, j * part * 8 + u * complexVector, turn(f, pass, j, value, factor));
    });
  }
  f.repeat(part / 4 / unrolled, () => {
    inTurn(f, four);
    f.advance(source, unrolled * 4 * bytes);
    f.advance(window, unrolled * 16);
    f.advance(table, unrolled * tableBytes);
    f.advance(work, unrolled * complexVector);
  });
  return f;
}

/** (work, twiddles, blocks): splits each of `blocks` consecutive blocks into `radix` transforms of their own. */
function innerPass(module: WasmModule, pass: Pass): WasmFunction {
  const { radix, block } = pass;
  const f = module.function(['i32', 'i32', 'i32']);
  const [work, twiddles, blocks] = [f.parameter(0, 'i32'), f.parameter(1, 'i32'), f.parameter(2, 'i32')];
  const partBytes = (block / radix) * 8;
  const tableBytes = twiddlePowers(pass) * complexVector;
  const half = f.floats(rootHalf);
  f.repeat(blocks, () => {
    const table = f.address(twiddles, 0);
    function four(u: number): void {
      const input = (q: number): Complex => loadComplex(f, work, q * partBytes + u * complexVector);
      const factor = (power: number): Complex => loadComplex(f, table, u * tableBytes + (power - 1) * complexVector);
      butterfly(f, radix, input, half, (j, value) => {
        storeComplex(f, work, j * partBytes + u * complexVector, turn(f, pass, j, value, factor));
      });
    }
    f.repeat(block / radix / 4 / unrolled, () => {
      inTurn(f, four);
      f.advance(table, unrolled * tableBytes);
      f.advance(work, unrolled * complexVector);
    });
    f.advance(work, (radix - 1) * partBytes);
  });
  return f;
}

/** (work, twiddles, sum, peak, pairs): transforms pairs of blocks of 16 points in registers and adds up their powers. */
function lastPass(module: WasmModule, pass: Pass, keepsPeak: boolean): WasmFunction {
  const f = module.function(['i32', 'i32', 'i32', 'i32', 'i32']);
  const [work, twiddles, sum, peak] = [0, 1, 2, 3].map((index) => f.parameter(index, 'i32'));
  const factors = [1, 2].map((power) => loadComplex(f, twiddles, (power - 1) * complexVector));
  const half = f.floats(rootHalf);
  function sixteen(u: number): void {
    const input = (q: number): Complex => loadComplex(f, work, u * lastBlock * 8 + q * complexVector);
    const rows: Complex[] = [];
    butterfly(f, 4, input, half, (j, value) => {
      rows[j] = turn(f, pass, j, value, (power) => factors[power - 1]);
    });
    const [re, im] = [rows.map((row) => row.re), rows.map((row) => row.im)].map((part) => transpose(f, part));
    const columns = (q: number): Complex => ({ re: re[q], im: im[q] });
    butterfly(f, 4, columns, half, (q, value) => {
      const power = f.addProduct(f.mul(value.re, value.re), value.im, value.im);
      const at = u * lastBlock * 4 + 16 * q;
      f.store(sum, at, f.add(f.load(sum, at), power));
      if (keepsPeak) f.store(peak, at, f.binary('f32x4.pmax', f.load(peak, at), power));
    });
  }
  f.repeat(f.parameter(4, 'i32'), () => {
    inTurn(f, sixteen);
    f.advance(work, unrolled * lastBlock * 8);
    f.advance(sum, unrolled * lastBlock * 4);
    if (keepsPeak) f.advance(peak, unrolled * lastBlock * 4);
  });
  return f;
}

/** Emits a loop's body as often as it stands in it, interleaved. */
function inTurn(f: WasmFunction, body: (u: number) => void): void {
  f.inBestOrder(() => {
    for (let u = 0; u < unrolled; u++) body(u);
  });
}

function loadComplex(f: WasmFunction, base: Address, offset: number): Complex {
  return { re: f.load(base, offset), im: f.load(base, offset + 16) };
}

function storeComplex(f: WasmFunction, base: Address, offset: number, { re, im }: Complex): void {
  f.store(base, offset, re);
  f.store(base, offset + 16, im);
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
