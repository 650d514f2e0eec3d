import type { Vector, WasmFunction } from './wasmFunction.ts';

/** Four complex numbers: real parts in one vector, imaginary parts in another. */
export interface Complex {
  readonly re: Vector;
  readonly im: Vector;
}

export type Radix = 4 | 8;

/**
 * Emits the DFT of `radix` complex numbers. Inputs come as functions, so that each is loaded where it is first needed and few values are alive
 * at once; outputs go to `put` as soon as they are ready. `rootHalf` holds sqrt(1/2) in all lanes.
 */
export function butterfly(
  f: WasmFunction,
  radix: Radix,
  input: (index: number) => Complex,
  rootHalf: Vector,
  put: (index: number, value: Complex) => void
): void {
  if (radix === 4) dft4(f, input, put);
  else dft8(f, input, rootHalf, put);
}

function dft4(f: WasmFunction, input: (index: number) => Complex, put: (index: number, value: Complex) => void): void {
  const x0 = input(0);
  const x2 = input(2);
  const even = add(f, x0, x2);
  const evenDifference = sub(f, x0, x2);
  const x1 = input(1);
  const x3 = input(3);
  const odd = add(f, x1, x3);
  const oddDifference = sub(f, x1, x3);
  put(0, add(f, even, odd));
  put(2, sub(f, even, odd));
  put(1, addTimesMinusI(f, evenDifference, oddDifference));
  put(3, addTimesI(f, evenDifference, oddDifference));
}

/** Decimation in frequency: X[2k] is the DFT of the sums, X[2k + 1] that of the differences turned by exp(-2 pi i n / 8). */
function dft8(
  f: WasmFunction,
  input: (index: number) => Complex,
  rootHalf: Vector,
  put: (index: number, value: Complex) => void
): void {
  const sums: Complex[] = [];
  const differences: Complex[] = [];
  for (const n of [0, 2, 1, 3]) {
    const a = input(n);
    const b = input(n + 4);
    sums[n] = add(f, a, b);
    differences[n] = sub(f, a, b);
  }
  dft4(
    f,
    (n) => sums[n],
    (k, value) => put(2 * k, value)
  );
  // The turns by 1/8 and 3/8 are (1 - i) and (-1 - i) times sqrt(1/2). t3 keeps its imaginary part negated, which saves a negation; the
  // quarter turn of difference 2 is folded into the sums that follow.
  const d1 = differences[1];
  const d3 = differences[3];
  const t1 = { re: f.mul(f.add(d1.re, d1.im), rootHalf), im: f.mul(f.sub(d1.im, d1.re), rootHalf) };
  const t3 = { re: f.mul(f.sub(d3.im, d3.re), rootHalf), im: f.mul(f.add(d3.re, d3.im), rootHalf) };
  const odd = { re: f.add(t1.re, t3.re), im: f.sub(t1.im, t3.im) };
  const oddDifference = { re: f.sub(t1.re, t3.re), im: f.add(t1.im, t3.im) };
  const even = addTimesMinusI(f, differences[0], differences[2]);
  put(1, add(f, even, odd));
  put(5, sub(f, even, odd));
  const evenDifference = addTimesI(f, differences[0], differences[2]);
  put(3, addTimesMinusI(f, evenDifference, oddDifference));
  put(7, addTimesI(f, evenDifference, oddDifference));
}

function add(f: WasmFunction, a: Complex, b: Complex): Complex {
  return { re: f.add(a.re, b.re), im: f.add(a.im, b.im) };
}

function sub(f: WasmFunction, a: Complex, b: Complex): Complex {
  return { re: f.sub(a.re, b.re), im: f.sub(a.im, b.im) };
}

/** a + i b */
function addTimesI(f: WasmFunction, a: Complex, b: Complex): Complex {
  return { re: f.sub(a.re, b.im), im: f.add(a.im, b.re) };
}

/** a - i b */
function addTimesMinusI(f: WasmFunction, a: Complex, b: Complex): Complex {
  return { re: f.add(a.re, b.im), im: f.sub(a.im, b.re) };
}

/** a w */
export function times(f: WasmFunction, a: Complex, w: Complex): Complex {
  return {
    re: f.subProduct(f.mul(a.re, w.re), a.im, w.im),
    im: f.addProduct(f.mul(a.re, w.im), a.im, w.re)
  };
}

/** a times the conjugate of w */
export function timesConjugate(f: WasmFunction, a: Complex, w: Complex): Complex {
  return {
    re: f.addProduct(f.mul(a.re, w.re), a.im, w.im),
    im: f.subProduct(f.mul(a.im, w.re), a.re, w.im)
  };
}
