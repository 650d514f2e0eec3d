import { spectrumPasses, type SpectrumLayout } from './spectrumPlan.ts';
import { transpose } from './transpose.ts';
import type { WasmModule } from './wasmModule.ts';

/**
 * Adds the functions of the spectrum kernel that lead from the accumulators to a spectrum: `fold`, `settle` and `gather` (see SpectrumExports).
 * @param zero bin of 0 Hz in the output.
 */
export function addReadFunctions(module: WasmModule, fft: number, zero: number, layout: SpectrumLayout): void {
  fold(module, fft, layout);
  settle(module, fft, layout);
  gather(module, fft, zero, layout);
}

/** total += sum; sum = 0 */
function fold(module: WasmModule, fft: number, layout: SpectrumLayout): void {
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
function settle(module: WasmModule, fft: number, layout: SpectrumLayout): void {
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
function gather(module: WasmModule, fft: number, zero: number, layout: SpectrumLayout): void {
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
