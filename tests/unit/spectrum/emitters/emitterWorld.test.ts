import { describe, expect, it } from 'vitest';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import type { RadioWant } from '#lib/radio/radio.ts';
import { SimulatedRadio } from '#lib/radio/simulatedRadio.ts';
import { createDefaultWorld } from '#lib/radio/world/defaultWorld.ts';
import { DetectorAnalysis } from '#lib/spectrum/detectorAnalysis.ts';
import type { EmitterLine } from '#lib/spectrum/emitters/emitterLine.ts';

/** Emitters in a stretch of the default world, and what is on the air in it. */
async function listen(center: number, rate: number, seconds: number) {
  const world = createDefaultWorld(1);
  const radio = new SimulatedRadio({ world, clock: new VirtualClock(), paced: false });
  await radio.configure({ center, rate, gain: 'auto' } as unknown as RadioWant);
  const emitters: EmitterLine[] = [];
  const analysis = new DetectorAnalysis({
    rate,
    format: radio.info.format,
    onLine: () => undefined,
    onEmitter: (line) => emitters.push(line)
  });
  const stop = new AbortController();
  await radio.stream(({ data, sampleIndex }) => {
    analysis.push(data, sampleIndex);
    if (sampleIndex >= seconds * rate) stop.abort();
  }, stop.signal);
  analysis.flush();
  return { emitters, truth: world.truth(radio, 0, seconds) };
}

/** The emitter nearest to each sender of the truth, with the sender's transmissions; each emitter is somebody's. */
function matched({ emitters, truth }: Awaited<ReturnType<typeof listen>>, center: number) {
  const senders = [...new Set(truth.map(({ emitter }) => emitter))];
  const pairs = senders.map((sender) => {
    const rows = truth.filter(({ emitter }) => emitter === sender);
    const offset = rows[0].center - center;
    const off = (line: EmitterLine) => Math.abs(line.center_offset_hz - offset);
    const line = emitters.reduce((best, other) => (off(other) < off(best) ? other : best));
    return { sender, rows, line, off: off(line) };
  });
  expect(emitters).toHaveLength(senders.length);
  expect(new Set(pairs.map(({ line }) => line.id)).size).toBe(senders.length);
  return pairs;
}

describe('emitters of the simulated world', () => {
  it('are the three keyed sensors at 433.92 MHz, each once', async () => {
    const center = 433.92e6;
    for (const { sender, rows, line, off } of matched(await listen(center, 250e3, 24), center)) {
      expect(off, sender).toBeLessThan(500);
      // One that is sent while a stronger neighbour is on, or cut off at the end, may not be seen.
      expect(Math.abs(line.bursts - rows.length), sender).toBeLessThanOrEqual(1);
      expect(Math.abs(line.level_dbfs - rows[0].levelDbfs), sender).toBeLessThan(4);
      expect(line.hop).toBeUndefined();
    }
  });

  it('are five stations, a drifting carrier, two sensors and two talkback channels at 100 MHz', async () => {
    const center = 100e6;
    const pairs = matched(await listen(center, 2.4e6, 3), center);
    expect(pairs).toHaveLength(10);
    for (const { sender, rows, line, off } of pairs) {
      expect(off, sender).toBeLessThan(Math.max(1000, 0.1 * rows[0].bandwidth));
      expect(Math.abs(line.bursts - rows.length), sender).toBeLessThanOrEqual(1);
      expect(line.duty, sender).toBeGreaterThan(rows[0].endless ? 0.99 : 0);
    }
  });
});
