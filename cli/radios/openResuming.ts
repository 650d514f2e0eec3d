import type { Radio } from '#lib/radio/radio.ts';
import { ResumingRadio } from '#lib/radio/resumingRadio.ts';
import type { RadioHost } from './radioOpener.ts';
import { readWant } from './readWant.ts';

export interface Opening {
  readonly open: () => Promise<Radio>;
  /** Waits until the same radio is there again, and opens it. */
  readonly reopen: (signal: AbortSignal) => Promise<Radio>;
}

/**
 * Opens a radio, sets it up as its SPEC says, and keeps its stream going when it goes away and comes back.
 * @param pairs the settings of the SPEC
 */
export async function openResuming(
  { open, reopen }: Opening,
  pairs: Iterable<readonly [string, string]>,
  { clock, notice }: RadioHost
): Promise<Radio> {
  const radio = await open();
  try {
    const want = readWant(radio.info, pairs);
    if (Object.keys(want).length > 0) await radio.configure(want);
  } catch (error) {
    await radio.close();
    throw error;
  }
  return new ResumingRadio({
    radio,
    clock,
    reopen,
    onPresence: ({ present, error }) => {
      if (present) notice(`${radio.info.model} is back.`);
      if (error !== undefined) notice(error.message);
    }
  });
}
