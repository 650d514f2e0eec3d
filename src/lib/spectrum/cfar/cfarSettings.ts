import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { WindowName } from '#lib/dsp/window.ts';
import { amplitudeCorrelation } from './amplitudeCorrelation.ts';

/** What the floor beside a cell is: the mean of the training cells, the greater or smaller mean of their halves, or one of them by rank. */
export const cfarKinds = ['ca', 'go', 'so', 'os'] as const;
export type CfarKind = (typeof cfarKinds)[number];

/** How a cell is compared with its surroundings, and how the spectra were made. */
export interface CfarSettings {
  readonly kind: CfarKind;
  /** Training cells are bins to both sides, or earlier rows of the same bin; `frequency` when not given. */
  readonly axis?: 'frequency' | 'time';
  /** Training cells in all: even, 16 to 64. */
  readonly training: number;
  /** Cells left out on each side (rows between, along time): at least `leastGuard`. */
  readonly guard: number;
  /** Rank of the training cell that is the floor of 'os', 1 the smallest: N/2 to 7N/8; 3N/4 when not given. */
  readonly rank?: number;
  /** Segments averaged in a spectrum. */
  readonly averages: number;
  /** Share of a segment that the next one covers again: 0, 0.5 or 0.75. */
  readonly overlap: number;
  readonly window: WindowName;
}

const overlaps = [0, 0.5, 0.75];
const binGuard: Readonly<Record<WindowName, number>> = { rect: 1, hann: 2, 'blackman-harris': 4, 'flat-top': 5 };
/** Segments whose powers correlate by less count as independent. */
const independent = 1e-3;

/**
 * Guard cells that it takes for a cell and its training to be independent, and for a tone to stay out of its own training. Along frequency the
 * half width of the window's main lobe; along time as many rows as overlapped segments reach across.
 */
export function leastGuard(settings: Pick<CfarSettings, 'axis' | 'averages' | 'overlap' | 'window'>): number {
  const { axis, averages, overlap, window } = settings;
  if (axis !== 'time') return binGuard[window];
  const correlation = amplitudeCorrelation(window, overlap);
  const apart = correlation.findLastIndex(([same]) => same * same > independent);
  return Math.max(1, Math.ceil(apart / averages));
}

/** The rank that `settings` asks for. */
export function rankOf({ training, rank }: Pick<CfarSettings, 'training' | 'rank'>): number {
  return rank ?? Math.round((3 * training) / 4);
}

/** @throws WavepoolError `option.bad-value` */
export function checkCfarSettings(settings: CfarSettings): void {
  const { kind, training, guard, averages, overlap } = settings;
  check('overlap', overlap, overlaps.includes(overlap), overlaps.join(', '));
  check('averages', averages, Number.isInteger(averages) && averages >= 1 && averages <= 65536, '1 to 65536');
  const even = training % 2 === 0 && training >= 16 && training <= 64;
  check('training', training, even, 'an even number from 16 to 64');
  const least = leastGuard(settings);
  check('guard', guard, Number.isInteger(guard) && guard >= least && guard <= 64, `${least} to 64`);
  if (kind !== 'os') return;
  const rank = rankOf(settings);
  const inside = Number.isInteger(rank) && rank >= training / 2 && rank <= (training * 7) / 8;
  check('rank', rank, inside, `${training / 2} to ${Math.floor((training * 7) / 8)}`);
}

function check(option: string, value: number, good: boolean, want: string): void {
  if (!good) throw new WavepoolError('option.bad-value', { option, value, want });
}
