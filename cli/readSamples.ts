import type { Recording } from '#lib/recording/recording.ts';
import type { CommandIo } from './command.ts';
import { Progress } from './progress.ts';

/** Samples read at once: large enough that the disk is no matter, small enough that Ctrl+C is answered at once. */
const blockSamples = 262_144;

/**
 * Hands all samples of a recording to `push`, block by block, the next being read meanwhile; waits for it where it takes time.
 * @returns false when it was interrupted
 */
export async function readSamples(
  recording: Recording,
  io: CommandIo,
  push: (bytes: Uint8Array, sampleIndex: number) => void | Promise<void>
): Promise<boolean> {
  const { samples, title } = recording;
  const progress = new Progress(io, title);
  const read = (index: number) => {
    const block = index < samples ? recording.read(index, Math.min(blockSamples, samples - index)) : null;
    // If the one before fails, nobody is there to hear of this one.
    block?.catch(() => undefined);
    return block;
  };
  let next = read(0);
  try {
    for (let index = 0; next !== null; index += blockSamples) {
      const bytes = await next;
      next = read(index + blockSamples);
      await push(bytes, index);
      progress.show(Math.min(1, (index + blockSamples) / samples));
      // Reads from a warm cache can be done without the event loop ever turning; signals are heard when it does.
      await new Promise((resolve) => setImmediate(resolve));
      if (io.signal.aborted) return false;
    }
    return true;
  } finally {
    progress.clear();
  }
}
