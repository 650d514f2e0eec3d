import { expect, it } from 'vitest';
import { hz, sampleRate } from '#lib/base/units.ts';
import { BlockQueue } from '#lib/radio/usb/blockQueue.ts';

it('gives memory back once, when the sink has done with the last block in it', async () => {
  const hold = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const [first, second] = [new Uint8Array(8), new Uint8Array(8)];
  const done: ArrayBufferLike[] = [];
  const seen: number[] = [];
  const blocks = new BlockQueue(
    async ({ data }) => {
      const at = seen.push(data[0]) - 1;
      await hold.at(at)?.promise;
    },
    'cu8',
    (error) => expect.unreachable(String(error)),
    (data) => done.push(data)
  );
  const tuning = { center: hz(1e6), rate: sampleRate(1e6) };
  first.set([1, 0, 0, 0, 2]);
  second[0] = 3;
  blocks.push(first.subarray(0, 4), 0, 0, tuning);
  blocks.push(first.subarray(4), 2, 2e-6, tuning);
  blocks.push(second, 4, 4e-6, tuning);
  for (const [at, expected] of [
    [0, []],
    [1, [first.buffer]]
  ] as const) {
    hold[at].resolve(undefined);
    for (let turn = 0; turn < 10 && at === 0; turn++) await Promise.resolve();
    if (at === 0) expect(done).toEqual(expected);
  }
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
  expect(seen).toEqual([1, 2, 3]);
  expect(done).toHaveLength(2);
  expect(done[0]).toBe(first.buffer);
  expect(done[1]).toBe(second.buffer);
});
