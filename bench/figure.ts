/** One row of an issue's "What must be shown": `npm run figure -- first-light.2` runs `measure` and prints measured against required. */
export interface Figure {
  /** `<set>.<row>`, such as `first-light.2`. */
  readonly id: string;
  readonly what: string;
  readonly required: string;
  /** Runs in `.ci/run`; the others by `npm run figures`. */
  readonly ci: boolean;
  /** Needs the recordings in ../shared; skipped, saying so, where they are absent. */
  readonly needsShared: boolean;
  measure(): Promise<FigureResult>;
}

export interface FigureResult {
  readonly measured: string;
  readonly pass: boolean;
  /** Further lines worth keeping: per file, per bin. */
  readonly details?: readonly string[];
}
