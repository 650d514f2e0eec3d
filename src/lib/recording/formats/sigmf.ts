import type { ByteSource } from '#lib/base/byteSource.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { Recording, RecordingOverride } from '../recording.ts';
import { readMetadata } from '../sigmf/metadata.ts';
import { openSigmf } from '../sigmf/openSigmf.ts';
import { raw } from './raw.ts';
import type { RecordingFiles, RecordingFormat } from './recordingFormat.ts';

/** SigMF recordings as pairs NAME.sigmf-meta and NAME.sigmf-data, or metadata with a non-conforming dataset of any name. */
export const sigmf: RecordingFormat = { id: 'SigMF', recognise: (_head, name) => endings.test(name), open };

const endings = /\.sigmf-(?:meta|data|collection)$/i;

async function open(files: RecordingFiles, override: RecordingOverride): Promise<Recording> {
  const { main } = files;
  const base = main.name.replace(endings, '');
  const notices: string[] = [];
  const meta = /\.sigmf-(?:meta|collection)$/i.test(main.name) ? main : await partner(files, base, 'meta', notices);
  if (meta === null) {
    // Somebody who knows what the samples are needs no metadata.
    if (override.format !== undefined && override.rate !== undefined) return raw.open(files, override);
    throw new WavepoolError('file.missing-part', { name: main.name, part: `${base}.sigmf-meta` });
  }
  const metadata = await readMetadata(meta);
  if (meta !== main) return openSigmf(metadata, main, 'SigMF', override, notices);
  if (metadata.metadataOnly)
    throw new WavepoolError('file.not-samples', {
      name: meta.name,
      why: 'it is metadata only (core:metadata_only)',
      hint: 'Ask whoever gave it to you for the samples.'
    });
  if (metadata.dataset !== null)
    return openSigmf(metadata, await dataset(files, metadata.dataset), 'SigMF', override, notices);
  const data = await partner(files, base, 'data', notices);
  if (data === null) throw new WavepoolError('file.missing-part', { name: main.name, part: `${base}.sigmf-data` });
  return openSigmf(metadata, data, 'SigMF', override, notices);
}

/** The other half of a pair: by its name, else the only candidate among the files that were picked together. */
async function partner(
  files: RecordingFiles,
  base: string,
  half: 'meta' | 'data',
  notices: string[]
): Promise<ByteSource | null> {
  const found = await files.find(`${base}.sigmf-${half}`);
  if (found !== null) return found;
  const candidates = files.given.filter((part) => part.name.toLowerCase().endsWith(`.sigmf-${half}`));
  const ours = files.given.filter((part) => part !== candidates[0] && endings.test(part.name));
  if (candidates.length !== 1 || ours.length !== 1) return null;
  notices.push(`${files.main.name} and ${candidates[0].name} are taken as a pair, though their names differ.`);
  return files.find(candidates[0].name);
}

async function dataset(files: RecordingFiles, name: string): Promise<ByteSource> {
  // The standard's pattern: a file in the same folder and nowhere else.
  if (/[/\\:*?"<>|\0]/.test(name) || name === '' || name === '.' || name === '..')
    throw new WavepoolError('file.bad-metadata', { name: files.main.name, why: 'core:dataset is no plain file name' });
  const found = await files.find(name);
  if (found === null) throw new WavepoolError('file.missing-part', { name: files.main.name, part: name });
  return found;
}
