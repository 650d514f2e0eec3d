interface PeriodOptions {
  /** Share of a period by which an interval may miss a whole number of them. */
  readonly tolerance: number;
  /** Periods that an interval may span: what lies between was not heard. */
  readonly mostMissed: number;
  /** Share of the intervals that must fit. */
  readonly share: number;
}

interface Period {
  readonly seconds: number;
  /** Share of the intervals that are whole numbers of it. */
  readonly share: number;
}

/**
 * The longest period of which nearly all intervals are whole multiples, or null. Every interval is tried as the period, so one pair of
 * neighbours that was heard is enough; what was missed between others only makes multiples.
 * @param intervals seconds between starts, above 0; cost grows with the square of their number
 */
export function findPeriod(intervals: readonly number[], options: PeriodOptions): Period | null {
  let best: Period | null = null;
  for (const candidate of [...intervals].sort((a, b) => b - a)) {
    if (!(candidate > 0)) break;
    const rough = fit(intervals, candidate, options);
    // The candidate is one interval with its error: the mean of all that fit is a better one.
    const fine = fit(intervals, rough.seconds, options);
    // A shorter one has to explain clearly more: anything is a multiple of something short.
    if (fine.share >= options.share && fine.share > (best?.share ?? 0) + 0.1) best = fine;
  }
  return best;
}

function fit(intervals: readonly number[], period: number, { tolerance, mostMissed }: PeriodOptions): Period {
  let fitting = 0;
  let product = 0;
  let squares = 0;
  for (const interval of intervals) {
    const times = Math.round(interval / period);
    if (times < 1 || times > mostMissed || Math.abs(interval - times * period) > tolerance * period) continue;
    fitting++;
    product += times * interval;
    squares += times * times;
  }
  return { seconds: squares > 0 ? product / squares : period, share: fitting / intervals.length };
}
