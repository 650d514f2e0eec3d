import type { ByteChunk } from './byteLink.ts';
import type { GpsFix } from './gpsFix.ts';
import type { TimeMark } from './timeMark.ts';

/** Where what a receiver says goes. */
export interface GpsSink {
  fix(fix: GpsFix): void;
  mark(mark: TimeMark): void;
}

/** Understands one protocol: bytes in, fixes and time marks out. A new one for every connection. */
export interface GpsReader {
  /** What is to be sent first, if anything. */
  readonly hello: Uint8Array | null;
  /** Messages understood so far: as long as it rises, the receiver is there. */
  readonly heard: number;
  /** @throws WavepoolError `net.protocol` when the other side speaks something else */
  push(chunk: ByteChunk): void;
  /** No more will come: gives what is still held back. */
  end(): void;
}
