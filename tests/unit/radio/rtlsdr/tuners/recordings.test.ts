import { describe, expect, it } from 'vitest';
import { agreement, recordedChips } from '#tests/vectors/librtlsdr/agreement.ts';

describe('librtlsdr 0.6.0 with other tuners than the R820T', () => {
  /** Calls of each recording that leave every register as librtlsdr does. */
  const same = { e4000: 609, fc0012: 404, fc0013: 479, fc2580: 20, notuner: 386 };

  it.each(recordedChips)('%s: every call agrees, but for what is listed', async (name) => {
    const found = await agreement(name);
    expect(found.unexplained).toEqual([]);
    expect(found.same).toBe(same[name]);
    expect(found.calls).toBeGreaterThan(380);
  });
});
