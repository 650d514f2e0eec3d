import type { Complex, LogTransform } from './logTransform.ts';

interface Tail {
  /** Probability that the power is above the level. */
  readonly above: number;
  /** Its density there. */
  readonly density: number;
}

const accuracy = 1e-8;

/**
 * Tail and density of a random power at `level`, by numerical inversion of its transform: (1 / 2 pi j) times the integral of exp(K(s) - s level) ds,
 * over s for the tail. The path is a parabola through the saddle point on the real axis, bent away from the singularities towards where
 * the integrand dies; the trapezoidal rule then converges faster than any power of its step.
 * @param most an s that is known to lie at or beyond the first singularity on the right
 */
export function upperTail(transform: LogTransform, level: number, most: number): Tail {
  const top = firstSingularity(transform, most);
  const k: Complex = { re: 0, im: 0 };
  const onAxis = (s: number) => {
    transform(s, 0, k);
    return k.im !== 0 || !(k.re < Infinity) ? Infinity : k.re - s * level - Math.log(s);
  };
  const saddle = least(onAxis, top);
  const step = Math.min(0.01 * saddle, 0.01 * (top - saddle));
  const curve = (onAxis(saddle + step) - 2 * onAxis(saddle) + onAxis(saddle - step)) / (step * step);
  const width = 1 / Math.sqrt(curve);
  const bend = 0.5 / (top - saddle);

  /** Adds the integrands at v, where the path's parameter is width * sinh(v). */
  function at(v: number): { above: number; density: number } {
    const t = width * Math.sinh(v);
    const re = saddle + bend * t * t;
    transform(re, t, k);
    const size = Math.exp(k.re - re * level) * width * Math.cosh(v);
    const turn = k.im - t * level;
    // times ds / dt = j + 2 bend t
    const x = size * Math.cos(turn);
    const y = size * Math.sin(turn);
    const im = x + y * 2 * bend * t;
    const real = x * 2 * bend * t - y;
    return { density: im, above: (im * re - real * t) / (re * re + t * t) };
  }

  let h = 0.4;
  const start = at(0);
  let sum = add(at, { above: start.above / 2, density: start.density / 2 }, h, h);
  for (let round = 0; round < 8; round++) {
    const before = sum.above * h;
    sum = add(at, sum, h / 2, h);
    h /= 2;
    if (Math.abs(sum.above * h - before) <= accuracy * before) break;
  }
  return { above: clampShare((sum.above * h) / Math.PI), density: Math.max(0, (sum.density * h) / Math.PI) };
}

function add(at: (v: number) => Tail, sum: Tail, from: number, step: number): Tail {
  let { above, density } = sum;
  let small = 0;
  for (let v = from; v < 12 && small < 4; v += step) {
    const term = at(v);
    above += term.above;
    density += term.density;
    const little =
      Math.abs(term.above) <= 1e-16 * Math.abs(above) && Math.abs(term.density) <= 1e-16 * Math.abs(density);
    small = little ? small + 1 : 0;
  }
  return { above, density };
}

function clampShare(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** Where a convex function has its minimum between 0 and `end`: golden section. */
function least(f: (s: number) => number, end: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let a = 0;
  let b = end;
  let left = b - ratio * (b - a);
  let right = a + ratio * (b - a);
  let atLeft = f(left);
  let atRight = f(right);
  for (let i = 0; i < 40 && b - a > 1e-4 * b; i++) {
    if (atLeft < atRight) {
      b = right;
      right = left;
      atRight = atLeft;
      left = b - ratio * (b - a);
      atLeft = f(left);
    } else {
      a = left;
      left = right;
      atLeft = atRight;
      right = a + ratio * (b - a);
      atRight = f(right);
    }
  }
  return (a + b) / 2;
}

/** The s up to which the transform exists, from just below. */
function firstSingularity(transform: LogTransform, most: number): number {
  const k: Complex = { re: 0, im: 0 };
  let low = 0;
  let high = most;
  for (let i = 0; i < 24; i++) {
    const middle = (low + high) / 2;
    transform(middle, 0, k);
    if (k.im !== 0 || !(k.re < Infinity)) high = middle;
    else low = middle;
  }
  return low;
}
