/**
 * Sine and cosine of an angle given in turns (1 turn = 2 pi radians), made of + - * and rounding only.
 *
 * `Math.sin` may differ between engines in its last bits; what is built from these two is bit-identical everywhere. Turns rather than
 * radians because the angles of a transform are k / n turns, which reduce to an eighth of a turn without any error.
 */

// Taylor series around 0. On |x| <= pi / 4 the first term left out is below 2e-18, far under half a unit in the last place.
const sineTerms = [
  -1 / 6,
  1 / 120,
  -1 / 5040,
  1 / 362880,
  -1 / 39916800,
  1 / 6227020800,
  -1 / 1307674368000,
  1 / 355687428096000
];
const cosineTerms = [1 / 24, -1 / 720, 1 / 40320, -1 / 3628800, 1 / 479001600, -1 / 87178291200, 1 / 20922789888000];

/** sin(2 pi turns). Error below 1.5 units in the last place for |turns| < 2^50. */
export function sinTurns(turns: number): number {
  const quarters = Math.round(turns * 4);
  return quarterWave(quarters, turns - quarters / 4);
}

/** cos(2 pi turns). Error below 1.5 units in the last place for |turns| < 2^50. */
export function cosTurns(turns: number): number {
  const quarters = Math.round(turns * 4);
  return quarterWave(quarters + 1, turns - quarters / 4);
}

/** sin(2 pi (quarters / 4 + rest)) with |rest| <= 1/8. */
function quarterWave(quarters: number, rest: number): number {
  const x = rest * 6.283185307179586;
  const quadrant = ((quarters % 4) + 4) % 4;
  const value = quadrant % 2 === 0 ? sineNearZero(x) : cosineNearZero(x);
  return quadrant < 2 ? value : -value;
}

function sineNearZero(x: number): number {
  const square = x * x;
  return x + x * (square * series(sineTerms, square));
}

function cosineNearZero(x: number): number {
  const square = x * x;
  const half = square / 2;
  const coarse = 1 - half;
  // What the subtraction rounded away is added back with the small terms.
  return coarse + (1 - coarse - half + square * (square * series(cosineTerms, square)));
}

function series(terms: readonly number[], x: number): number {
  let sum = 0;
  for (let i = terms.length - 1; i >= 0; i--) sum = sum * x + terms[i];
  return sum;
}
