import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { endsEarly } from '../composeRecording.ts';
import { extensionOf } from '../fileName.ts';
import { notSamplesByBytes } from '../notSamples.ts';
import type { Recording, RecordingOverride } from '../recording.ts';
import { readMetadata } from '../sigmf/metadata.ts';
import { openSigmf } from '../sigmf/openSigmf.ts';
import { isTarHeader, tarEntries } from '../sigmf/tarEntries.ts';
import { sliceSource } from '../sliceSource.ts';
import { raw } from './raw.ts';
import type { RecordingFiles, RecordingFormat } from './recordingFormat.ts';

/** SigMF archives: a tar, uncompressed, with one or more recordings, in a folder or not. */
export const sigmfArchive: RecordingFormat = {
  id: 'SigMF archive',
  recognise: (head, name) => extensionOf(name) === 'sigmf' || isTarHeader(head.subarray(0, 512)),
  open
};

async function open(files: RecordingFiles, override: RecordingOverride): Promise<Recording> {
  const { main, head } = files;
  const { name } = main;
  if (!isTarHeader(head.subarray(0, 512))) {
    if (override.format !== undefined) return raw.open(files, override);
    const foreign = notSamplesByBytes(head);
    if (foreign !== null)
      throw new WavepoolError('file.not-samples', { name, why: `it is ${foreign.what}`, hint: foreign.hint });
    throw new WavepoolError('file.mislabelled', { name, why: 'a SigMF archive is a tar, and it is none' });
  }
  const entries = await tarEntries(main);
  const metas = entries.filter((entry) => entry.path.endsWith('.sigmf-meta'));
  if (metas.length === 0)
    throw new WavepoolError('file.not-samples', {
      name,
      why: 'it is a tar archive without a SigMF recording',
      hint: 'Unpack it first: tar xf NAME'
    });
  const pairs = metas.flatMap((meta) => {
    const data = entries.find((entry) => entry.path === meta.path.replace(/\.sigmf-meta$/, '.sigmf-data'));
    return data === undefined ? [] : [{ meta, data }];
  });
  if (pairs.length === 0)
    throw new WavepoolError('file.bad-metadata', {
      name,
      why: `the samples that belong to ${fileName(metas[0].path)} are not in the archive`
    });

  const [{ meta, data }] = pairs;
  const notices: string[] = [];
  if (pairs.length > 1)
    notices.push(`${name} holds ${pairs.length} recordings; this is the first, ${fileName(data.path)}.`);
  const samples = sliceSource(main, data.offset, data.size, fileName(data.path));
  if (samples.size === 0) throw new WavepoolError('file.empty', { name: samples.name });
  if (samples.size < data.size) notices.push(endsEarly(name, main.size, data.offset + data.size));
  const metadata = await readMetadata(sliceSource(main, meta.offset, meta.size, fileName(meta.path)));
  // Called by what the person opened: that is the file they know.
  return { ...openSigmf(metadata, samples, 'SigMF archive', override, notices), title: name };
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
