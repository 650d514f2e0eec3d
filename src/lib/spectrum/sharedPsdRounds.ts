/**
 * The account of work between the threads of a SharedPsdKernel. A **round** is a run of batches in shared memory; whoever is free claims the next
 * batch. The state is one word, round number above and next batch below, that is changed by compare-and-exchange alone: a claim is good only while
 * the round that its particulars were read from is still open.
 */

/** What a round is about. */
export interface SharedPsdRound {
  /** Bytes into the shared samples, and whether they are those of the ring (1) or the staging area (0). */
  readonly offset: number;
  readonly fromRing: number;
  /** Batches, and samples from one segment's start to the next. */
  readonly batches: number;
  readonly hop: number;
}

/** Batches a round has at most: slots for their results are kept ready. */
export const roundBatches = 16;
/** Segments in a batch: as many as the kernel sums in single precision. */
export const batchSegments = 64;

const state = 0;
const done = 1;
const offset = 2;
const fromRing = 3;
const batches = 4;
const hop = 5;
export const roundWords = 16;

const indexBits = 8;
const indexMask = (1 << indexBits) - 1;
/** Value of the index that lets nobody claim: between rounds, and at the end. */
const closed = indexMask;
const finished = -1;

export class SharedPsdRounds {
  readonly #words: Int32Array<SharedArrayBuffer>;

  constructor(words: Int32Array<SharedArrayBuffer>) {
    this.#words = words;
    Atomics.compareExchange(words, state, 0, closed);
  }

  /** Opens a round. Only one thread may, and only when the round before is complete. */
  open(round: SharedPsdRound): void {
    const words = this.#words;
    const before = Atomics.load(words, state);
    // Closed first, so that nobody claims by particulars that are half old.
    Atomics.store(words, state, before | closed);
    Atomics.store(words, done, 0);
    Atomics.store(words, offset, round.offset);
    Atomics.store(words, fromRing, round.fromRing);
    Atomics.store(words, batches, round.batches);
    Atomics.store(words, hop, round.hop);
    const number = ((before >>> indexBits) + 1) & 0x7fffff;
    Atomics.store(words, state, number << indexBits);
    Atomics.notify(words, state);
  }

  /** Claims batches and lets `work` do them, until none is left. Counts each as done. */
  help(work: (round: SharedPsdRound, batch: number) => void): void {
    const words = this.#words;
    for (;;) {
      const seen = Atomics.load(words, state);
      if (seen === finished) return;
      const round = {
        offset: Atomics.load(words, offset),
        fromRing: Atomics.load(words, fromRing),
        batches: Atomics.load(words, batches),
        hop: Atomics.load(words, hop)
      };
      const batch = seen & indexMask;
      if (batch === closed || batch >= round.batches) return;
      if (Atomics.compareExchange(words, state, seen, seen + 1) !== seen) continue;
      work(round, batch);
      if (Atomics.add(words, done, 1) + 1 === round.batches) Atomics.notify(words, done);
    }
  }

  /** Blocks until every batch of the round is done. Not for a page's main thread, which may not wait. */
  complete(): void {
    const words = this.#words;
    const all = Atomics.load(words, batches);
    for (let now = Atomics.load(words, done); now < all; now = Atomics.load(words, done))
      Atomics.wait(words, done, now);
  }

  /** Helpers may go. */
  finish(): void {
    Atomics.store(this.#words, state, finished);
    Atomics.notify(this.#words, state);
  }

  /** Helper: blocks until there may be something to do; false when there never will be again. */
  wait(): boolean {
    const words = this.#words;
    for (;;) {
      const seen = Atomics.load(words, state);
      if (seen === finished) return false;
      const batch = seen & indexMask;
      if (batch !== closed && batch < Atomics.load(words, batches)) return true;
      Atomics.wait(words, state, seen);
    }
  }
}
