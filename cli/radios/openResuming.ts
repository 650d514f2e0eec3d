import type { Radio } from '#lib/radio/radio.ts';
import type { RadioHost } from './radioOpener.ts';
import { readWant } from './readWant.ts';

/**
 * Opens a radio, and sets it up as its SPEC says.
 * @param open opens it
 * @param pairs the settings of the SPEC
 */
export async function openResuming(
  open: () => Promise<Radio>,
  pairs: Iterable<readonly [string, string]>,
  _host: RadioHost
): Promise<Radio> {
  const radio = await open();
  try {
    const want = readWant(radio.info, pairs);
    if (Object.keys(want).length > 0) await radio.configure(want);
    return radio;
  } catch (error) {
    await radio.close();
    throw error;
  }
}
