import { openRecording } from '#lib/recording/openRecording.ts';
import type { Recording, RecordingOverride } from '#lib/recording/recording.ts';
import { fileBeside, fileByteSource } from './fileByteSource.ts';

export interface OpenRecordingFile {
  readonly recording: Recording;
  /** Closes the files of it. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the recording that a file on disk is, or is part of; the other half of a SigMF pair is looked for in the same folder.
 * @throws WavepoolError as `openRecording`, and `file.not-found`
 */
export async function openRecordingFile(path: string, override: RecordingOverride = {}): Promise<OpenRecordingFile> {
  const open = [await fileByteSource(path)];
  const close = async () => {
    await Promise.all(open.map((file) => file.close()));
  };
  try {
    const recording = await openRecording([...open], override, async (name) => {
      const file = await fileBeside(path, name);
      if (file !== null) open.push(file);
      return file;
    });
    return { recording, close };
  } catch (error) {
    await close();
    throw error;
  }
}
