import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { OptionValues } from '../command.ts';
import { textOption } from '../options.ts';

/**
 * The path of a recording without its ends, from `--out NAME`, `NAME.sigmf-meta` or `NAME.sigmf-data`.
 * @throws WavepoolError `option.bad-value`
 */
export function outBase(values: OptionValues): string {
  const out = textOption(values, 'out', 'NAME.sigmf-meta');
  const bad = (value: string, want: string) => new WavepoolError('option.bad-value', { option: '--out', value, want });
  if (out === undefined) throw bad('left out', 'name the recording, such as --out NAME.sigmf-meta');
  if (/\.sigmf(?:-collection)?$/.test(out)) throw bad(out, 'a recording is a pair of files; use NAME.sigmf-meta');
  const base = out.replace(/\.sigmf-(?:meta|data)$/, '');
  // Without a name of its own: '', 'folder/', '..'.
  if (/(?:^|[/\\])\.{0,2}$/.test(base)) throw bad(out, 'use NAME.sigmf-meta');
  return base;
}
