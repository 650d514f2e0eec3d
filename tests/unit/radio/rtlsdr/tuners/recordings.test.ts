import { describe, expect, it } from 'vitest';
import { agreement, recordedCalls, recordedChips } from '#tests/vectors/librtlsdr/agreement.ts';

describe('librtlsdr 0.6.0 with other tuners than the R820T', () => {
  /** Calls of each recording that leave every register as librtlsdr does. */
  const same = { e4000: 603, fc0012: 404, fc0013: 479, fc2580: 20, notuner: 386 };

  it.each(recordedChips)('%s: every call agrees, but for what is listed', async (name) => {
    const found = await agreement(name);
    expect(found.unexplained).toEqual([]);
    expect(found.same).toBe(same[name]);
    expect(found.calls).toBeGreaterThan(380);
  });

  it('notices a register that differs, and a call that fails', async () => {
    const recording = recordedCalls('e4000');
    const tune = recording.findIndex(({ call, set }) => call === 'set_center_freq' && 'c8.0a' in set);
    const wrong = { ...recording[tune], set: { ...recording[tune].set, 'c8.0a': '77' } };
    const found = await agreement('e4000', [
      ...recording.slice(0, tune),
      wrong,
      ...recording.slice(tune + 1, tune + 4)
    ]);
    expect(found.unexplained[0]).toMatch(/c8\.0a is \d+, librtlsdr 119$/);
    const failed = { ...recording[tune], rc: -1 };
    const other = await agreement('e4000', [...recording.slice(0, tune), failed]);
    expect(other.unexplained).toEqual([expect.stringMatching(/: 0 , librtlsdr -1$/)]);
  });
});
