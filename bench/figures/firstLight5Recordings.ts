import { execFile } from 'node:child_process';
import { basename, join } from 'node:path';
import type { Figure, FigureResult } from '../figure.ts';
import { openInTab } from '../openInTab.ts';
import { withServedPage } from '../servedPage.ts';
import { isReadable, rawFormat, sharedRecordings, type SharedRecording } from '../sharedRecordings.ts';

const root = join(import.meta.dirname, '../..');

export const firstLight5Recordings: Figure = {
  id: 'first-light.5',
  what: 'Every readable recording opens in the tab and by command line with the right sample count; the others get a clear answer',
  required: 'all',
  ci: true,
  needsShared: true,
  measure
};

async function measure(): Promise<FigureResult> {
  const files = sharedRecordings().filter(({ format }) => !format.startsWith('sigmf'));
  const faults: string[] = [];
  for (const file of files) {
    const fault = await byCommandLine(file);
    if (fault !== null) faults.push(`${basename(file.path)} by command line: ${fault}`);
  }
  await withServedPage(async ({ page, url, complaints }) => {
    for (const file of files) {
      await page.goto(url);
      const fault = judge(
        file,
        await openInTab(page, partsOf(file), { rate: file.rate, format: rawFormat(file) }).catch(asRefusal)
      );
      if (fault !== null) faults.push(`${basename(file.path)} in the tab: ${fault}`);
    }
    faults.push(...complaints.map((complaint) => `console: ${complaint}`));
  });
  const good = files.filter(isReadable).length;
  return {
    measured: `${good} opened, ${files.length - good} refused with a reason, twice each; ${faults.length} faults`,
    pass: faults.length === 0 && good > 0,
    details: faults
  };
}

interface Answer {
  readonly received: number | null;
  readonly missed: number | null;
  readonly refusal: string | null;
}

/** Null when the answer is the right one. */
function judge(file: SharedRecording, { received, missed, refusal }: Answer): string | null {
  if (isReadable(file)) {
    if (refusal !== null) return `refused: ${refusal}`;
    return received === file.samples && missed === 0
      ? null
      : `${received} samples and ${missed} missed instead of ${file.samples} and 0`;
  }
  if (refusal === null) return 'was not refused';
  return refusal.length > 40 && !/[{}]|undefined|Error:/.test(refusal) ? null : `unclear: ${refusal}`;
}

async function byCommandLine(file: SharedRecording): Promise<string | null> {
  const raw = rawFormat(file);
  const options = [
    ...(raw === null ? [] : ['--format', raw]),
    ...(raw === null || file.rate === null ? [] : ['--rate', String(file.rate)])
  ];
  const { code, out, error } = await wavepool(['analyze', file.path, ...options, '--json']);
  const last = out.trimEnd().split('\n').at(-1) ?? '';
  const summary = code === 0 ? (JSON.parse(last) as { samples: number; missed: number }) : null;
  return judge(file, {
    received: summary?.samples ?? null,
    missed: summary?.missed ?? null,
    refusal: code === 0 ? null : error.trim()
  });
}

function wavepool(args: string[]): Promise<{ code: number; out: string; error: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'cli/wavepool.js'), ...args], { maxBuffer: 2 ** 28 }, (failed, out, error) =>
      resolve({ code: failed === null ? 0 : 1, out, error })
    );
  });
}

function partsOf(file: SharedRecording): string[] {
  return file.path.endsWith('.sigmf-data') ? [file.path, file.path.replace(/data$/, 'meta')] : [file.path];
}

function asRefusal(error: unknown): Answer {
  return { received: null, missed: null, refusal: `Error: ${String(error)}` };
}
