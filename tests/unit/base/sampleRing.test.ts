import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SampleRing, type RingBlock, type RingMark } from '#lib/base/sampleRing.ts';

function block(sampleIndex: number, samples: number, more: Partial<RingMark> = {}): RingBlock {
  const data = new Uint8Array(samples * 2);
  for (let i = 0; i < samples; i++) {
    data[2 * i] = (sampleIndex + i) & 255;
    data[2 * i + 1] = ((sampleIndex + i) >> 8) & 255;
  }
  return { data, sampleIndex, droppedBefore: 0, time: sampleIndex / 1000, center: 100e6, rate: 1000, ...more };
}

/** Reads everything and checks that every sample carries its own index. */
function drain(ring: SampleRing, marks: RingMark[] = [], most = 1e9): number {
  let samples = 0;
  for (let span = ring.peek(most); span !== null; span = ring.peek(most)) {
    if (span.mark !== null) marks.push(span.mark);
    for (let i = 0; i < span.samples; i++) {
      const index = span.sampleIndex + i;
      expect(span.data[2 * i] | (span.data[2 * i + 1] << 8)).toBe(index & 65535);
    }
    samples += span.samples;
    ring.advance(span.samples);
  }
  return samples;
}

describe('SampleRing', () => {
  it('rounds its capacity up to a power of two and opens on the other side', () => {
    const ring = SampleRing.create(1000, 2);
    expect(ring.capacity).toBe(1024);
    const other = new SampleRing(ring.buffer);
    expect(other.capacity).toBe(1024);
    expect(other.bytesPerSample).toBe(2);
    expect(() => SampleRing.create(0, 2)).toThrow(RangeError);
  });

  it('marks the start once and then continues without marks', () => {
    const ring = SampleRing.create(1024, 2);
    const marks: RingMark[] = [];
    ring.deliver(block(0, 100));
    ring.deliver(block(100, 100));
    expect(drain(ring, marks)).toBe(200);
    ring.deliver(block(200, 100));
    expect(drain(ring, marks)).toBe(100);
    expect(marks).toEqual([{ sampleIndex: 0, droppedBefore: 0, time: 0, center: 100e6, rate: 1000 }]);
  });

  it('keeps the exact place and size of what the radio and the ring lost', () => {
    const ring = SampleRing.create(256, 2);
    const marks: RingMark[] = [];
    expect(ring.deliver(block(0, 200))).toBe(0);
    expect(ring.deliver(block(200, 200))).toBe(144);
    drain(ring, marks);
    ring.deliver(block(410, 50, { droppedBefore: 10 }));
    drain(ring, marks);
    expect(marks.map((mark) => [mark.sampleIndex, mark.droppedBefore])).toEqual([
      [0, 0],
      [410, 154]
    ]);
    expect(ring.dropped).toBe(144);
    expect(ring.accepted).toBe(306);
  });

  it('marks a retune, a new rate and a stepped clock', () => {
    const ring = SampleRing.create(1024, 2);
    const marks: RingMark[] = [];
    ring.deliver(block(0, 10));
    ring.deliver(block(10, 10, { center: 200e6 }));
    ring.deliver(block(20, 10, { center: 200e6, time: 5 }));
    drain(ring, marks);
    expect(marks.map((mark) => [mark.sampleIndex, mark.center, mark.time])).toEqual([
      [0, 100e6, 0],
      [10, 200e6, 0.01],
      [20, 200e6, 5]
    ]);
  });

  it('sheds from 85 % until it has fallen to 50 %', () => {
    const ring = SampleRing.create(1024, 2);
    ring.deliver(block(0, 869));
    expect(ring.pressured).toBe(false);
    ring.deliver(block(869, 2));
    expect(ring.pressured).toBe(true);
    ring.peek(300);
    ring.advance(300);
    expect(ring.pressured).toBe(true);
    ring.peek(59);
    ring.advance(59);
    expect(ring.pressured).toBe(false);
  });

  it('takes nothing it could not place when all mark slots are used', () => {
    const ring = SampleRing.create(8192, 2);
    let lost = 0;
    for (let i = 0; i < 4096; i++) lost += ring.deliver(block(2 * i, 1));
    expect(lost).toBe(0);
    expect(ring.deliver(block(8200, 1))).toBe(1);
    drain(ring);
    expect(ring.deliver(block(8201, 1))).toBe(0);
  });

  it('holds a second of a sweep at 20 MS/s, where every block has another centre', () => {
    const ring = SampleRing.create(20e6, 2);
    const data = new Uint8Array(2 * 8187);
    const blocks = Math.ceil(20e6 / 8187);
    let lost = 0;
    for (let i = 0; i < blocks; i++) {
      const sweep = { center: 7.5e6 + 5e6 * (i % 1200), rate: 20e6, time: i / 2443, droppedBefore: 0 };
      lost += ring.deliver({ data, sampleIndex: 8187 * i, ...sweep });
    }
    expect(lost).toBe(0);
    const centers: number[] = [];
    for (let span = ring.peek(1e9); span !== null; span = ring.peek(1e9)) {
      if (span.mark !== null) centers.push(span.mark.center);
      ring.advance(span.samples);
    }
    expect(centers).toEqual(Array.from({ length: blocks }, (_, i) => 7.5e6 + 5e6 * (i % 1200)));
  });

  it('waits for room when nothing may be lost, and stops when told to', async () => {
    const ring = SampleRing.create(64, 2);
    const consumer = new SampleRing(ring.buffer);
    const marks: RingMark[] = [];
    const writing = ring.write(block(0, 1000)).then(() => ring.end());
    let total = 0;
    while (!consumer.finished) {
      await consumer.ready(1000);
      total += drain(consumer, marks, 17);
    }
    await writing;
    expect(total).toBe(1000);
    expect(marks).toHaveLength(1);
    const stop = new AbortController();
    ring.deliver(block(1000, 64));
    const blocked = ring.write(block(1064, 1), stop.signal);
    stop.abort(new Error('stopped'));
    drain(consumer);
    await expect(blocked).rejects.toThrow('stopped');
  });

  it('gives up a write when told to, also when nobody reads any more', async () => {
    const ring = SampleRing.create(64, 2);
    const stop = new AbortController();
    ring.deliver(block(0, 64));
    const blocked = ring.write(block(64, 10), stop.signal);
    stop.abort(new Error('closed'));
    await expect(blocked).rejects.toThrow('closed');
  });

  it('tells at the next mark of what was lost after the last block', () => {
    const ring = SampleRing.create(256, 2);
    const marks: RingMark[] = [];
    ring.deliver(block(0, 10));
    ring.lose(30);
    ring.deliver(block(40, 10));
    drain(ring, marks);
    expect(marks.map((mark) => [mark.sampleIndex, mark.droppedBefore])).toEqual([
      [0, 0],
      [40, 30]
    ]);
  });

  it('survives the wrap of its 32-bit counters', () => {
    const ring = SampleRing.create(256, 2);
    const header = new Int32Array(ring.buffer);
    header[0] = header[1] = 2 ** 31 - 100;
    let index = 0;
    for (let i = 0; i < 10; i++) {
      ring.deliver(block(index, 90));
      index += 90;
      expect(drain(ring)).toBe(90);
    }
  });

  it('accounts for every sample whatever is written and read', () => {
    const step = fc.record({
      samples: fc.integer({ min: 1, max: 400 }),
      lost: fc.integer({ min: 0, max: 3 }),
      take: fc.integer({ min: 0, max: 500 })
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const ring = SampleRing.create(512, 2);
        const marks: RingMark[] = [];
        let index = 0;
        let got = 0;
        for (const { samples, lost, take } of steps) {
          index += lost;
          ring.deliver(block(index, samples, { droppedBefore: lost }));
          index += samples;
          for (let left = take; left > 0;) {
            const span = ring.peek(left);
            if (span === null) break;
            if (span.mark !== null) marks.push(span.mark);
            got += span.samples;
            left -= span.samples;
            ring.advance(span.samples);
          }
        }
        got += drain(ring, marks);
        expect(got).toBe(ring.accepted);
        const lost = index - got;
        ring.deliver(block(index, 1));
        drain(ring, marks);
        expect(marks.reduce((sum, mark) => sum + mark.droppedBefore, 0)).toBe(lost);
      })
    );
  });
});
