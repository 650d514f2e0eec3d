import { raw } from './raw.ts';
import type { RecordingFormat } from './recordingFormat.ts';
import { sigmf } from './sigmf.ts';
import { sigmfArchive } from './sigmfArchive.ts';
import { wav } from './wav.ts';

/** Every format that can be opened. The first that recognises a file opens it; raw knows files by their name only and comes last. */
export const recordingFormats: readonly RecordingFormat[] = [sigmfArchive, sigmf, wav, raw];
