import type { FigureOutcome } from './runFigure.ts';

/** Where and when a figure was measured. */
export interface Circumstances {
  /** YYYY-MM-DD. */
  readonly date: string;
  /** Short commit, with `+` when the tree held changes. */
  readonly commit: string;
  /** Processor, cores, memory, Node. */
  readonly machine: string;
}

const head = `# Verification

What was promised and what was measured: one line per figure, from its last run. \`npm run figures\` measures all of them anew and writes this
page; \`npm run figure -- ID --record\` one.

| figure | what | required | measured | pass | date | commit | machine |
|---|---|---|---|---|---|---|---|
`;

/**
 * The verification page with these outcomes in it. Rows of figures that were not run now keep what they say; a skipped figure leaves its
 * row alone, for a skip measures nothing. Rows stand in the order of `order`; a figure that no longer exists goes.
 */
export function writeVerification(
  page: string | null,
  outcomes: readonly FigureOutcome[],
  where: Circumstances,
  order: readonly string[]
): string {
  const rows = new Map<string, string>();
  for (const line of (page ?? '').split('\n')) {
    const id = /^\| ([a-z0-9-]+\.\d+) \|/.exec(line)?.[1];
    if (id !== undefined) rows.set(id, line);
  }
  for (const { id, what, required, measured, outcome } of outcomes) {
    if (outcome === 'skipped') continue;
    const cells = [
      id,
      what,
      required,
      measured,
      outcome === 'pass' ? 'yes' : '**no**',
      where.date,
      where.commit,
      where.machine
    ];
    rows.set(id, `| ${cells.map(cell).join(' | ')} |`);
  }
  return head + order.flatMap((id) => rows.get(id) ?? []).join('\n') + '\n';
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
}
