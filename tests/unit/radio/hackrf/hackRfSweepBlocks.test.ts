import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HackRfSweepBlocks, blockSamples } from '#lib/radio/hackrf/hackRfSweepBlocks.ts';
import { hackRfSweepPlan } from '#lib/radio/hackrf/hackRfSweepPlan.ts';

const wide = hackRfSweepPlan({ min: 0, max: 6e9 }, 0);
const blockBytes = 16384;
/** What a block and the way to the next take, s. */
const pace = 1.2e-3;

/** Blocks of a sweep from its first stop on: each filled with its own number, the header apart. */
function stream(blocks: number, { low, stops } = wide, first = 0): Uint8Array {
  const bytes = new Uint8Array(blocks * blockBytes);
  for (let k = 0; k < blocks; k++) {
    const stop = (first + k) % stops;
    const block = bytes.subarray(k * blockBytes, (k + 1) * blockBytes).fill((first + k) % 100);
    block.fill(0x7f, 0, 2);
    new DataView(block.buffer, block.byteOffset).setBigUint64(
      2,
      BigInt(low + 20e6 * (stop >> 1) + 5e6 * (stop % 2)),
      true
    );
  }
  return bytes;
}

interface Seen {
  /** Place in the stream by what was emitted and lost before. */
  readonly place: number;
  readonly number: number;
  readonly frequency: number;
  readonly time: number;
}

class Reading {
  readonly seen: Seen[] = [];
  readonly buffers = new Set<ArrayBufferLike>();
  readonly reader = new HackRfSweepBlocks();
  lost = 0;
  #at = 0;
  readonly #plan: typeof wide;

  constructor(plan = wide) {
    this.#plan = plan;
  }

  read(data: Uint8Array, at = this.#at + (data.length / blockBytes) * pace, broken = false): this {
    this.#at = at;
    this.reader.read(data, {
      plan: this.#plan,
      at,
      broken,
      lose: (blocks) => (this.lost += blocks),
      emit: (samples, frequency, time) => {
        expect(samples.length).toBe(2 * blockSamples);
        // Torn, its end would be another block's.
        expect(samples[0]).toBe(samples.at(-1));
        this.buffers.add(samples.buffer);
        this.seen.push({ place: this.seen.length + this.lost, number: samples[0], frequency, time });
      }
    });
    return this;
  }

  get numbers(): number[] {
    return this.seen.map(({ number }) => number);
  }
}

const upTo = (blocks: number) => Array.from({ length: blocks }, (_, k) => k);

describe('HackRfSweepBlocks', () => {
  it('takes blocks apart; the last waits for the next transfer, and has the time of its own', () => {
    const bytes = stream(8);
    const reading = new Reading().read(bytes.subarray(0, 4 * blockBytes), 10).read(bytes.subarray(4 * blockBytes), 20);
    expect(reading.numbers).toEqual(upTo(7));
    expect(reading.seen.map(({ frequency }) => frequency / 1e6)).toEqual([0, 5, 20, 25, 40, 45, 60]);
    expect(reading.seen[3].time).toBeCloseTo(10 - blockSamples / 20e6, 9);
    expect(reading.seen[4].time).toBeCloseTo(20 - (3 * 8192 + blockSamples) / 20e6, 9);
    // Transfers in step are not copied, but for the one that waited: their memory is used again.
    expect(reading.buffers.size).toBe(2);
    expect(reading.lost).toBe(0);
  });

  it('finds blocks wherever transfers cut them', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 12 }), (cuts) => {
        const bytes = stream(8);
        const reading = new Reading();
        let at = 0;
        for (const cut of cuts) {
          reading.read(bytes.subarray(at, at + cut));
          at += cut;
        }
        reading.read(bytes.subarray(at));
        expect(reading.numbers).toEqual(upTo(7));
        expect(reading.lost).toBe(0);
        expect(reading.seen.every(({ time }, k) => k === 0 || time > reading.seen[k - 1].time)).toBe(true);
      }),
      { numRuns: 50, seed: 7 }
    );
  });

  it('leaves out a block with a wrong header, and the one before it, and counts them', () => {
    const wrong: ((block: Uint8Array) => void)[] = [
      (block) => (block[0] = 0x7e),
      (block) => (block[1] = 0),
      // 6 MHz, beside the steps; 6 GHz, just outside; more than 53 bits hold; a stop, but not the next.
      (block) => block.set([0x80, 0x8d, 0x5b, 0, 0, 0, 0, 0], 2),
      (block) => new DataView(block.buffer, block.byteOffset).setBigUint64(2, 6_000_000_000n, true),
      (block) => block.fill(0xff, 2, 10),
      (block) => new DataView(block.buffer, block.byteOffset).setBigUint64(2, 5_000_000n, true)
    ];
    for (const spoil of wrong) {
      const bytes = stream(8);
      spoil(bytes.subarray(3 * blockBytes));
      const { numbers, lost } = new Reading().read(bytes);
      expect(numbers).toEqual([0, 1, 4, 5, 6]);
      expect(lost).toBe(2);
    }
  });

  it.each([1, 2, 5000, blockBytes - 2, blockBytes, blockBytes + 2, 3 * blockBytes, 3 * blockBytes + 4096])(
    'shows nothing torn and counts what is missing when %i bytes are lost, wherever',
    (lost) => {
      const bytes = stream(9);
      // Every offset of one size only: it is the tear that matters.
      const step = lost === 5000 ? 1 : 61;
      const places = [...upTo(12), ...upTo(12).map((k) => blockBytes - k)];
      for (let offset = 12; offset < blockBytes - 12; offset += step) places.push(offset);
      for (const offset of places) {
        const from = 2 * blockBytes + offset;
        const reading = new Reading().read(bytes.subarray(0, from)).read(bytes.subarray(from + lost));
        for (const { place, number } of reading.seen) expect(place).toBe(number);
        const touched = Math.ceil((from + lost) / blockBytes) - Math.floor(from / blockBytes);
        // A block with nothing lost out of it is left out too where that cannot be known.
        expect(reading.lost).toBeGreaterThanOrEqual(touched);
        expect(reading.lost).toBeLessThanOrEqual(touched + 1);
        expect(reading.numbers.at(-1)).toBe(7);
      }
    }
  );

  it('shows nothing of samples that are all 7f', () => {
    const noise = new Uint8Array(5 * blockBytes).fill(0x7f);
    const reading = new Reading()
      .read(stream(3))
      .read(noise)
      .read(stream(5, wide, 8));
    expect(reading.numbers).toEqual([0, 1, 8, 9, 10, 11]);
    expect(reading.lost).toBe(6);
  });

  it('counts as many rounds as were refused', () => {
    const narrow = hackRfSweepPlan({ min: 88e6, max: 108e6 }, 0);
    expect(narrow.stops).toBe(2);
    const reading = new Reading(narrow).read(stream(2, narrow)).read(new Uint8Array(6 * blockBytes));
    reading.read(stream(3, narrow, 8));
    expect(reading.seen.map(({ place, number }) => [place, number])).toEqual([0, 8, 9].map((k) => [k, k]));
  });

  it('takes a new beginning for none, once it was told', () => {
    for (const cut of [0, 10, 5000]) {
      const reading = new Reading().read(stream(6).subarray(0, 5 * blockBytes + cut));
      reading.reader.restarted();
      reading.read(stream(4)).read(stream(4, wide, 10));
      expect(reading.numbers).toEqual([...upTo(5), 0, 1, 2, 10, 11, 12]);
      // The second jump is one.
      expect(reading.lost).toBe(7);
    }
  });

  it('bears whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 20 }), (pieces) => {
        const reading = new Reading();
        for (const piece of pieces) reading.read(piece);
        expect([reading.seen, reading.lost]).toEqual([[], 0]);
        // And finds what is right behind it.
        reading.read(stream(3));
        expect(reading.numbers).toEqual([0, 1]);
      }),
      { numRuns: 100, seed: 11 }
    );
  });
});

describe('HackRfSweepPace', () => {
  const narrow = hackRfSweepPlan({ min: 100e6, max: 140e6 }, 0);
  const perTransfer = 16;

  /** Transfers of 16 blocks, with so many blocks missing in the middle of them; each late by what `late` says, s. */
  function run(missing: number, late: (transfer: number) => number, { plan = narrow, broken = false, pause = 0 } = {}) {
    const reading = new Reading(plan);
    let sent = 0;
    for (let k = 0; k < 80; k++) {
      if (k === 50) sent += missing;
      const data = stream(perTransfer, plan, sent);
      sent += perTransfer;
      const at = 1000 + sent * pace + (k >= 50 ? pause : 0);
      reading.read(data, at + late(k), broken && k === 50);
    }
    return reading.lost;
  }
  const uneven = (k: number) => ((k * 7919) % 13) * 1e-4;

  it('counts whole rounds by the time, where the order tells that something is missing', () => {
    // The block in front of the gap is left out too.
    expect(run(1, uneven)).toBe(2);
    expect(run(41, uneven)).toBe(42);
    expect(run(203, uneven)).toBe(204);
    expect(run(600 + 5, uneven, { plan: wide })).toBe(606);
    // The host was stopped, and finds much of it at once.
    expect(run(401, (k) => uneven(k) + (k >= 30 && k < 50 ? (50 - k) * perTransfer * pace : 0))).toBe(402);
  });

  it('counts none without a sign of loss: the device or the host paused', () => {
    expect(run(0, uneven, { pause: 2 })).toBe(0);
    expect(run(0, (k) => (k >= 50 ? 0.3 : 0))).toBe(0);
  });

  it('counts none where time does not tell', () => {
    // Late for as long as it is watched, but not by whole rounds; and too little.
    expect(run(1, uneven, { plan: wide, pause: 0.3 })).toBe(2);
    expect(run(5, (k) => uneven(k) + (k === 50 ? 0.05 : 0))).toBe(2);
  });

  it('takes a failed transfer for a sign', () => {
    expect(run(0, uneven, { broken: true })).toBe(0);
    expect(run(40, uneven)).toBe(0);
    expect(run(40, uneven, { broken: true })).toBe(40);
  });
});
