import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { queueBytes } from '#lib/platform/node/usb/queueBytes.ts';
import { transferPlan } from '#lib/radio/usb/transferPlan.ts';

it('takes five eighths of what Linux lends, and at most 32 MiB', () => {
  const folder = mkdtempSync(join(tmpdir(), 'queue-'));
  const file = join(folder, 'usbfs_memory_mb');
  try {
    for (const [text, mebibytes] of [
      ['16\n', 10],
      ['32\n', 20],
      ['1000\n', 32],
      ['0\n', 32]
    ] as const) {
      writeFileSync(file, text);
      expect(queueBytes('linux', file)).toBe(mebibytes * 2 ** 20);
    }
    for (const text of ['', 'many', '-1', '1e9', '9'.repeat(400)]) {
      writeFileSync(file, text);
      expect(queueBytes('linux', file)).toBe(undefined);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(queueBytes('linux', file)).toBe(undefined);
  expect(queueBytes('win32', file)).toBe(32 * 2 ** 20);
  // 0.35 s of 20 MS/s, where it fits.
  const { length, count } = transferPlan(40e6, 32 * 2 ** 20);
  expect((length * (count - 1)) / 40e6).toBeGreaterThan(0.345);
});
