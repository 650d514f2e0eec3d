/**
 * Thresholds at a constant false-alarm rate for averaged power spectra.
 *
 * A cell is an average over neighbouring bins and segments of white complex Gaussian noise: sum of w_i E_i, with E_i unit exponentials and
 * w_i the eigenvalues of the cells' covariance, scaled to sum 1. It is compared with `multiplier` times a noise floor that is itself a mean of
 * `reference` exponentials. For one bin, one segment this is textbook cell-averaging CFAR, P = (1 + multiplier / N)^-N (Finn and Johnson, 1968).
 */

/** Correlation of the amplitudes of neighbouring bins of a Hann-windowed transform, one and two bins apart; three and more are 0. */
const hannBinCorrelation = [2 / 3, 1 / 6] as const;
/** Correlation of the amplitudes of one bin in segments that overlap by half: sum w(n) w(n + N/2) / sum w(n)^2. */
const hannHalfOverlapCorrelation = 1 / 6;

/**
 * The weights of an average over `bins` neighbouring bins and `segments` half-overlapped Hann segments. Eigenvalues of the two Toeplitz
 * covariances, taken from their symbols (Szegő): exact for the segments, and on the safe side (largest weight not too small) for the bins.
 */
export function cellWeights(bins: number, segments: number): Float64Array {
  const [one, two] = hannBinCorrelation;
  const across = unitSum(bins, (turn) => 1 + 2 * one * Math.cos(turn) + 2 * two * Math.cos(2 * turn));
  const along = unitSum(segments, (turn) => 1 + 2 * hannHalfOverlapCorrelation * Math.cos(turn));
  const weights = new Float64Array(bins * segments);
  for (let i = 0; i < weights.length; i++) weights[i] = across[i % bins] * along[Math.floor(i / bins)];
  return weights;
}

function unitSum(count: number, symbol: (turn: number) => number): Float64Array {
  const values = Float64Array.from({ length: count }, (_, i) => symbol((Math.PI * (i + 1)) / (count + 1)));
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}

/**
 * Probability that noise alone exceeds `multiplier` times the floor, by the saddlepoint formula of Lugannani and Rice (1980) for
 * D = sum w_i E_i - multiplier * mean of `reference` exponentials: within a few per cent down to 1e-15 and beyond.
 * @param reference number of independent cells behind the floor, Infinity for a known floor @param multiplier above 1
 */
export function falseAlarmProbability(weights: Float64Array, reference: number, multiplier: number): number {
  let largest = 0;
  for (const weight of weights) largest = Math.max(largest, weight);
  // Newton with bisection as the net: the derivative of the cumulant function rises from below 0 to infinity at 1 / largest.
  let low = 0;
  let high = 1 / largest;
  let s = high / 2;
  const c = { value: 0, first: 0, second: 0 };
  for (let i = 0; i < 60; i++) {
    cumulants(weights, reference, multiplier, s, c);
    if (c.first < 0) low = s;
    else high = s;
    const next = s - c.first / c.second;
    s = next > low && next < high ? next : (low + high) / 2;
    if (high - low < 1e-12 * high || Math.abs(c.first) < 1e-11 * multiplier) break;
  }
  cumulants(weights, reference, multiplier, s, c);
  const w = Math.sqrt(Math.max(0, -2 * c.value));
  const u = s * Math.sqrt(c.second);
  return (Math.exp((-w * w) / 2) / Math.sqrt(2 * Math.PI)) * (mills(w) + 1 / u - 1 / w);
}

interface Cumulants {
  value: number;
  first: number;
  second: number;
}

function cumulants(weights: Float64Array, reference: number, multiplier: number, s: number, out: Cumulants): void {
  const known = reference === Infinity;
  const scale = known ? 0 : multiplier / reference;
  out.value = known ? -s * multiplier : -reference * Math.log1p(s * scale);
  out.first = -multiplier / (1 + s * scale);
  out.second = known ? 0 : (multiplier * scale) / (1 + s * scale) ** 2;
  for (const weight of weights) {
    const rest = 1 - s * weight;
    out.value -= Math.log(rest);
    out.first += weight / rest;
    out.second += (weight / rest) ** 2;
  }
}

/** Mills ratio of the normal distribution, upper tail over density, by its continued fraction. */
function mills(w: number): number {
  let tail = w;
  for (let k = 200; k > 0; k--) tail = w + k / tail;
  return 1 / tail;
}

/** The multiplier at which noise alone exceeds the floor with probability `probability` (at most 0.05). */
export function cfarMultiplier(probability: number, weights: Float64Array, reference: number): number {
  if (!(probability > 0 && probability <= 0.05))
    throw new RangeError(`A false-alarm probability of ${probability} is outside 0 to 0.05`);
  let low = 1;
  let high = 2;
  while (falseAlarmProbability(weights, reference, high) > probability && high < 1e9) high *= 2;
  for (let i = 0; i < 36; i++) {
    const middle = (low + high) / 2;
    // Close to 1 the formula is singular, and no threshold lies there.
    if (middle > 1.0001 && falseAlarmProbability(weights, reference, middle) <= probability) high = middle;
    else low = middle;
  }
  return high;
}
