/** A complex number that is written into. */
export interface Complex {
  re: number;
  im: number;
}

/**
 * ln E[exp(s X)] at s = re + j im, principal branch, for a random power X. For real s beyond the first singularity the imaginary part is not 0.
 */
export type LogTransform = (re: number, im: number, out: Complex) => void;

/** Pivots this close to each other, several in a row, stay where they are. */
const settled = 1e-11;

/**
 * The transform of the mean of `count` cells in a row whose amplitudes correlate as `correlation` says (0, 1, 2… apart):
 * -ln det(I - s C / count), C the Toeplitz matrix of the correlations. The determinant is the product of the pivots of an L D L^T factorisation
 * inside the band; the pivots of a Toeplitz matrix settle, so that thousands of cells cost as much as a few dozen.
 * @param count of cells, 1 or more @param repeats independent copies of the lot that the mean also runs over; need not be whole
 */
export function meanTransform(correlation: readonly number[], count: number, repeats = 1): LogTransform {
  const band = Math.min(count, lastNonzero(correlation) + 1) - 1;
  const width = band + 1;
  // Columns of L and their products with D, of the last `band` rows; slot row % width.
  const lRe = new Float64Array(width * width);
  const lIm = new Float64Array(width * width);
  const dRe = new Float64Array(width);
  const dIm = new Float64Array(width);
  return (re, im, out) => {
    const sRe = re / (count * repeats);
    const sIm = im / (count * repeats);
    let logRe = 0;
    let logIm = 0;
    let turn = 0;
    let same = 0;
    let row = 0;
    for (; row < count && same <= band; row++) {
      const slot = row % width;
      const first = Math.max(0, row - band);
      let pivotRe = 1 - sRe;
      let pivotIm = -sIm;
      for (let column = first; column < row; column++) {
        const rho = correlation[row - column];
        // What stands at (row, column), less what the columns before it explain: l(row, column) d(column).
        let re1 = -sRe * rho;
        let im1 = -sIm * rho;
        for (let k = first; k < column; k++) {
          const a = slot * width + (k % width);
          const b = (column % width) * width + (k % width);
          const k1 = k % width;
          const ldRe = lRe[a] * dRe[k1] - lIm[a] * dIm[k1];
          const ldIm = lRe[a] * dIm[k1] + lIm[a] * dRe[k1];
          re1 -= ldRe * lRe[b] - ldIm * lIm[b];
          im1 -= ldRe * lIm[b] + ldIm * lRe[b];
        }
        const c = column % width;
        const size = dRe[c] * dRe[c] + dIm[c] * dIm[c];
        const qRe = (re1 * dRe[c] + im1 * dIm[c]) / size;
        const qIm = (im1 * dRe[c] - re1 * dIm[c]) / size;
        lRe[slot * width + c] = qRe;
        lIm[slot * width + c] = qIm;
        pivotRe -= qRe * re1 - qIm * im1;
        pivotIm -= qRe * im1 + qIm * re1;
      }
      const before = (row + width - 1) % width;
      const change = row === 0 ? 1 : Math.hypot(pivotRe - dRe[before], pivotIm - dIm[before]);
      same = band === 0 || change < settled * Math.hypot(pivotRe, pivotIm) ? same + 1 : 0;
      dRe[slot] = pivotRe;
      dIm[slot] = pivotIm;
      logRe += Math.log(Math.hypot(pivotRe, pivotIm));
      turn = angle(pivotRe, pivotIm, im);
      logIm += turn;
    }
    const last = (row - 1) % width;
    const rest = count - row;
    logRe += rest * Math.log(Math.hypot(dRe[last], dIm[last]));
    logIm += rest * turn;
    out.re = -repeats * logRe;
    out.im = -repeats * logIm;
  };
}

/** The argument of a pivot. For real s every negative one must count the same way, and zeros have signs: so not by atan2. */
function angle(re: number, im: number, ofS: number): number {
  if (ofS === 0) return re > 0 ? 0 : Math.PI;
  return Math.atan2(im, re);
}

function lastNonzero(correlation: readonly number[]): number {
  let last = correlation.length - 1;
  while (last > 0 && correlation[last] === 0) last--;
  return last;
}
