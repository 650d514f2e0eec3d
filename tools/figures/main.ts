import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { figures } from '#bench/figures/list.ts';
import { circumstances } from './circumstances.ts';
import { runFigure, type FigureOutcome } from './runFigure.ts';
import { writeVerification } from './verification.ts';

const usage = `npm run figure -- ID... [--record]   measures some figures; --record notes them in docs/verification.md
npm run figure -- --list             what there is
npm run figures                      measures all and writes docs/verification.md`;

const root = dirname(dirname(import.meta.dirname));
const sharedIsThere = existsSync(join(root, '..', 'shared', 'data', 'manifest.json'));

async function main(): Promise<number> {
  const { values, positionals } = readArguments();
  if (values.list === true) {
    for (const figure of figures) console.log(`${figure.id.padEnd(16)}${figure.ci ? 'ci ' : '   '} ${figure.what}`);
    return 0;
  }
  const unknown = positionals.filter((id) => !figures.some((figure) => figure.id === id));
  const nothing = positionals.length === 0 && values.all !== true && values.ci !== true;
  if (unknown.length > 0 || nothing) {
    console.error(nothing ? usage : `There is no figure ${unknown.join(', ')}. See: npm run figure -- --list`);
    return 2;
  }
  const chosen = figures.filter(
    (figure) => values.all === true || (values.ci === true && figure.ci) || positionals.includes(figure.id)
  );
  const outcomes: FigureOutcome[] = [];
  for (const figure of chosen) {
    const outcome = await runFigure(figure, sharedIsThere);
    outcomes.push(outcome);
    print(outcome);
  }
  if (values.all === true || values.record === true) {
    const file = join(root, 'docs', 'verification.md');
    const page = existsSync(file) ? readFileSync(file, 'utf8') : null;
    const order = figures.map((figure) => figure.id);
    writeFileSync(file, writeVerification(page, outcomes, circumstances(root), order));
    console.log('Noted in docs/verification.md.');
  }
  if (values.json !== undefined) {
    mkdirSync(dirname(values.json), { recursive: true });
    writeFileSync(values.json, JSON.stringify(outcomes, null, 2));
  }
  return outcomes.some((outcome) => outcome.outcome === 'fail') ? 1 : 0;
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        all: { type: 'boolean' },
        ci: { type: 'boolean' },
        list: { type: 'boolean' },
        record: { type: 'boolean' },
        json: { type: 'string' }
      }
    });
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}

function print(outcome: FigureOutcome): void {
  console.log(`${outcome.id}  ${outcome.what}`);
  for (const line of outcome.details) console.log(`    ${line}`);
  console.log(`  required  ${outcome.required}`);
  console.log(`  measured  ${outcome.measured}  (${outcome.seconds.toFixed(1)} s)`);
  console.log(`  ${outcome.outcome}\n`);
}

process.exitCode = await main();
