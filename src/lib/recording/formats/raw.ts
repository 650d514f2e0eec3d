import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { composeRecording, leftOver } from '../composeRecording.ts';
import { extensionOf, readFileName } from '../fileName.ts';
import { notSamplesByBytes, notSamplesByName } from '../notSamples.ts';
import type { Recording, RecordingOverride } from '../recording.ts';
import { SampleRuns } from '../sampleRuns.ts';
import { asStored } from '../storedFormat.ts';
import type { RecordingFiles, RecordingFormat } from './recordingFormat.ts';

/** Samples and nothing else: format, rate and centre come from the file's name or from the person. */
export const raw: RecordingFormat = { id: 'raw', recognise: () => true, open };

function open({ main, head }: RecordingFiles, override: RecordingOverride): Promise<Recording> {
  const { name } = main;
  const facts = readFileName(name);
  const notices: string[] = [];
  const foreign = notSamplesByBytes(head);
  if (override.format === undefined) {
    if (foreign !== null && facts.stored !== null)
      throw new WavepoolError('file.mislabelled', { name, why: `it holds ${foreign.what}` });
    const known = foreign ?? notSamplesByName(name);
    if (known !== null)
      throw new WavepoolError('file.not-samples', { name, why: `it is ${known.what}`, hint: known.hint });
    if (/^(?:wav|wave|bwf|rf64)$/.test(extensionOf(name)))
      throw new WavepoolError('file.mislabelled', { name, why: 'it does not start with a WAV header' });
    if (facts.stored === null) throw new WavepoolError('file.unknown-format', { name });
    if (extensionOf(name) === 'data')
      notices.push(`${name} is read as cu8, which .data means to rtl_433. If it is something else, name the format.`);
  } else if (foreign !== null) {
    notices.push(`${name} looks like ${foreign.what}, but is read as ${override.format} as asked.`);
  }
  const stored = override.format === undefined ? facts.stored! : asStored(override.format);
  const runs = new SampleRuns(main, stored);
  notices.push(...leftOver(name, runs.add(0, main.size)));

  // A number that may be the rate is, when the length that the name gives comes out within 1 %.
  const { maybeRate, duration } = facts;
  const fits = maybeRate !== null && duration !== null && Math.abs(runs.samples / maybeRate / duration - 1) < 0.01;
  return Promise.resolve(
    composeRecording(
      {
        source: main,
        container: 'raw',
        stored,
        runs,
        rate: facts.rate ?? (fits ? maybeRate : null),
        captures: [{ sampleStart: 0, center: facts.center, time: facts.startTime }],
        notices
      },
      override
    )
  );
}
