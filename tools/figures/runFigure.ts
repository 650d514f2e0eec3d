import type { Figure, FigureResult } from '#bench/figure.ts';

/** How one figure came out. A figure that throws has failed: what it measured is the error. */
export interface FigureOutcome {
  readonly id: string;
  readonly what: string;
  readonly required: string;
  readonly outcome: 'pass' | 'fail' | 'skipped';
  readonly measured: string;
  readonly details: readonly string[];
  readonly seconds: number;
}

/** Measures one figure; skips it, saying so, when it needs recordings that are not there. */
export async function runFigure(figure: Figure, sharedIsThere: boolean): Promise<FigureOutcome> {
  const { id, what, required } = figure;
  if (figure.needsShared && !sharedIsThere) {
    return {
      id,
      what,
      required,
      outcome: 'skipped',
      measured: 'skipped: needs the recordings in ../shared',
      details: [],
      seconds: 0
    };
  }
  const started = performance.now();
  let result: FigureResult;
  try {
    result = await figure.measure();
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    result = {
      measured: `could not be measured: ${words.split('\n')[0]}`,
      pass: false,
      details: words.split('\n').slice(1)
    };
  }
  return {
    id,
    what,
    required,
    outcome: result.pass ? 'pass' : 'fail',
    measured: result.measured,
    details: result.details ?? [],
    seconds: (performance.now() - started) / 1000
  };
}
