import type { ByteSource } from '#lib/base/byteSource.ts';
import type { Recording, RecordingOverride } from '../recording.ts';

/** Finds a file that lies beside the given ones, by its name without folder; null when there is none. */
export type FileBeside = (name: string) => Promise<ByteSource | null>;

/** The file to open, and the way to others that belong to it. */
export interface RecordingFiles {
  readonly main: ByteSource;
  /** The first bytes of `main`, up to 4096. */
  readonly head: Uint8Array;
  /** All files that were given. */
  readonly given: readonly ByteSource[];
  /** Another file of the recording: one of those given, or one that lies beside them. */
  readonly find: FileBeside;
}

/** One way of keeping samples in files. A new one is a file in this folder and a line in list.ts. */
export interface RecordingFormat {
  /** As a person calls it. */
  readonly id: string;
  /** Whether this is the one to open a file that starts with `head` (up to 4096 bytes) and is called `name`. */
  recognise(head: Uint8Array, name: string): boolean;
  /** @throws WavepoolError `file.…` that says what is wrong and what to do. */
  open(files: RecordingFiles, override: RecordingOverride): Promise<Recording>;
}
