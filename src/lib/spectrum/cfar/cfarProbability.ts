import { amplitudeCorrelation } from './amplitudeCorrelation.ts';
import { CellLaw } from './cellLaw.ts';
import { checkCfarSettings, type CfarSettings } from './cfarSettings.ts';
import { meanTransform, type LogTransform } from './logTransform.ts';
import { orderDensity } from './orderLaw.ts';
import { upperTail } from './upperTail.ts';

/**
 * The probability that a cell of noise exceeds `multiplier` times the floor that its training cells give, as a function of the multiplier.
 * For a cell whose signal fluctuates as its noise does (Swerling 1 where nothing is averaged, Swerling 2 over averages) the detection probability is that
 * of noise at multiplier / (1 + SNR).
 *
 * Exact for 'ca', 'go' and 'so' where segments do not overlap. Where they do, averages over segments of training cells count as averages over as many
 * independent ones as give the same variance, and of the dependence between a cell and its training the covariance is taken into account.
 * 'os' rests on a simulated table as well. The counts of `npm run figure -- engine.8` show how far that carries.
 * @throws WavepoolError `option.bad-value`
 */
export function cfarProbability(settings: CfarSettings): (multiplier: number) => number {
  checkCfarSettings(settings);
  const { kind, averages } = settings;
  const correlation = amplitudeCorrelation(settings.window, settings.overlap);
  const cell = meanTransform(
    correlation.map(([same]) => same),
    averages
  );
  const shared = floorCovariance(settings, correlation);
  if (kind === 'ca') return cellAveraging(cell, averages, trainingTransform(settings, correlation), shared);
  const law = new CellLaw(cell, averages);
  const { levels, weights } = kind === 'os' ? orderNodes(settings, law) : halfNodes(settings, correlation);
  return (multiplier) => {
    let sum = 0;
    for (let i = 0; i < levels.length; i++) {
      const level = multiplier * levels[i];
      const above = law.tail(level);
      sum +=
        weights[i] * above * (shared === 0 ? 1 : Math.exp(-multiplier * shared * steepness(law, level, above) ** 2));
    }
    return sum;
  };
}

/** Rate at which the tail dies at a level: the s of its saddle point, near enough for a small correction. */
function steepness(law: CellLaw, level: number, above: number): number {
  const further = law.tail(1.001 * level);
  return above > 0 && further > 0 ? Math.log(above / further) / (0.001 * level) : 0;
}

/** P(cell - multiplier * floor > 0), from the product of the two transforms and the first joint cumulant, the covariance. */
function cellAveraging(
  cell: LogTransform,
  averages: number,
  floor: LogTransform,
  shared: number
): (multiplier: number) => number {
  return (multiplier) => {
    const both: LogTransform = (re, im, out) => {
      floor(-multiplier * re, -multiplier * im, out);
      const floorRe = out.re;
      const floorIm = out.im;
      cell(re, im, out);
      out.re += floorRe - multiplier * shared * (re * re - im * im);
      out.im += floorIm - multiplier * shared * 2 * re * im;
    };
    return upperTail(both, 0, averages).above;
  };
}

/** Levels that the floor takes, and the probability of each, as the nodes of a sum. */
interface Nodes {
  readonly levels: Float64Array;
  readonly weights: Float64Array;
}

function orderNodes(settings: CfarSettings, law: CellLaw): Nodes {
  const density = orderDensity(settings);
  const weights = law.levels.map((level, i) => {
    const above = law.above[i];
    return density(1 - above, above) * law.density[i] * level * law.step;
  });
  return { levels: law.levels, weights };
}

/** The greater or the smaller of two independent halves. */
function halfNodes(settings: CfarSettings, correlation: readonly (readonly number[])[]): Nodes {
  const half = { ...settings, training: settings.training / 2 };
  const most = half.training * settings.averages;
  const law = new CellLaw(trainingTransform(half, correlation), most);
  const greater = settings.kind === 'go';
  const weights = law.levels.map((level, i) => {
    const other = greater ? 1 - law.above[i] : law.above[i];
    return 2 * other * law.density[i] * level * law.step;
  });
  return { levels: law.levels, weights };
}

/**
 * The transform of the mean of the training cells. Along time that is a mean over one long row of segments. Along frequency each side is a row of
 * correlated bins, and averaging over overlapped segments counts as averaging over as many independent ones as give the same variance.
 */
function trainingTransform(settings: CfarSettings, correlation: readonly (readonly number[])[]): LogTransform {
  const { axis, kind, training, averages } = settings;
  if (axis === 'time')
    return meanTransform(
      correlation.map(([same]) => same),
      training * averages
    );
  const sides = kind === 'ca' ? 2 : 1;
  const cells = training / sides;
  const single = variance(correlation[0], cells);
  const averaged = overSegments(correlation, averages, (across) => variance(across, cells));
  return meanTransform(correlation[0], cells, (sides * single) / averaged);
}

/**
 * Covariance of a cell and the mean of its training cells along frequency: nothing where segments do not overlap, and little but for the rectangle,
 * whose overlapped halves correlate as 1 / distance. Along time `leastGuard` sees to it.
 */
function floorCovariance(settings: CfarSettings, correlation: readonly (readonly number[])[]): number {
  const { axis, training, guard, averages } = settings;
  if (axis === 'time') return 0;
  const half = training / 2;
  return overSegments(correlation, averages, (across) => {
    let sum = 0;
    for (let d = guard + 1; d <= Math.min(guard + half, across.length - 1); d++) sum += across[d] ** 2;
    return sum / half;
  });
}

/** The covariance of two averages over the same segments, from that of two segments as many hops apart as the row counts. */
function overSegments(
  correlation: readonly (readonly number[])[],
  averages: number,
  covariance: (across: readonly number[]) => number
): number {
  let sum = averages * covariance(correlation[0]);
  for (let r = 1; r < Math.min(correlation.length, averages); r++)
    sum += 2 * (averages - r) * covariance(correlation[r]);
  return sum / averages ** 2;
}

/** Covariance of the means of `cells` neighbouring bins' powers; of one segment with itself, or of two segments. */
function variance(across: readonly number[], cells: number): number {
  let sum = cells * across[0] ** 2;
  for (let d = 1; d < Math.min(cells, across.length); d++) sum += 2 * (cells - d) * across[d] ** 2;
  return sum / cells ** 2;
}
