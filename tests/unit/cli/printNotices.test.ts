import { expect, it } from 'vitest';
import type { CommandIo } from '#cli/command.ts';
import { printNotices } from '#cli/printNotices.ts';
import type { Recording } from '#lib/recording/recording.ts';

/** What is said of a recording whose captures have these centres. */
function told(...centers: (number | null)[]): string {
  let text = '';
  const recording = { title: 'a', notices: [], captures: centers.map((center) => ({ center })) };
  printNotices(recording as unknown as Recording, { err: (line: string) => (text += line) } as unknown as CommandIo);
  return text;
}

it('how often a recording was tuned is counted, and told in words', () => {
  expect(told(1)).toBe('');
  expect(told(1, 1)).toBe('');
  expect(told(1, 2)).toMatch(/^a: It was tuned once while it was made;/);
  expect(told(1, 2, 1)).toMatch(/tuned 2 times/);
});
