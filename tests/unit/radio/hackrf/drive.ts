import type { VirtualClock } from '#lib/base/virtualClock.ts';
import type { Radio, SampleBlock, StreamEnd } from '#lib/radio/radio.ts';

/** Moves a clock until a promise is settled. */
export async function drive<T>(clock: VirtualClock, promise: Promise<T>, step = 0.005): Promise<T> {
  const progress = { over: false };
  const settled = promise.finally(() => (progress.over = true));
  settled.catch(() => undefined);
  for (let steps = 0; !progress.over; steps++) {
    if (steps === 20_000) throw new Error(`Not over after ${steps * step} s of its clock`);
    await clock.advance(step);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return settled;
}

/** Streams until the sink has had so many blocks. */
export function receive(
  { radio, clock }: { radio: Radio; clock: VirtualClock },
  blocks: number,
  sink: (block: SampleBlock, at: number) => void | Promise<void>
): Promise<StreamEnd> {
  const stop = new AbortController();
  let seen = 0;
  const stream = radio.stream(async (block) => {
    await sink(block, seen);
    if (++seen === blocks) stop.abort();
  }, stop.signal);
  return drive(clock, stream);
}
