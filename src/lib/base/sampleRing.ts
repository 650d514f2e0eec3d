/**
 * Ring buffer for samples between two threads: one producer, one consumer, over one SharedArrayBuffer.
 *
 * Positions are 32-bit sample counters that wrap; capacity is a power of two, so `counter & (capacity - 1)` stays right across the wrap. Where
 * the stream is not simply continued (start, loss, retune, seek) the producer leaves a **mark**: position in the ring plus index, time, tuning
 * and what was lost just before. A consumer never gets a span that crosses a mark, so loss is known exactly, and where.
 */

/** Where the stream changes: describes the sample at the mark. */
export interface RingMark {
  readonly sampleIndex: number;
  readonly droppedBefore: number;
  /** Seconds on the source's clock. */
  readonly time: number;
  readonly center: number;
  readonly rate: number;
}

/** A contiguous run of samples that lies in the ring; valid until `advance`. */
export interface RingSpan {
  readonly data: Uint8Array;
  readonly samples: number;
  /** Index of the first sample on the source's clock. */
  readonly sampleIndex: number;
  /** The mark at the first sample, when there is one. */
  readonly mark: RingMark | null;
}

/** What a producer hands over: the parts of a radio's block that the ring needs. */
export interface RingBlock extends RingMark {
  readonly data: Uint8Array;
}

/** Fill at which shedding begins, and at which it ends. */
const highWater = 0.85;
const lowWater = 0.5;

const pollMs = 4;
const write = 0;
const read = 1;
const ended = 2;
const pressure = 3;
const marksWritten = 4;
const marksRead = 5;
const bytesPerSampleSlot = 6;
const headerBytes = 64;
/** A mark for every block of 8187 samples of a sweep at 20 MS/s: 2443 in the second that a ring holds. A power of two, as counters wrap. */
const markSlots = 4096;
const markFields = 6;
const markBytes = markSlots * markFields * 8;

/** Both ends of the ring. Create it with `SampleRing.create`, post `buffer` to the other thread and open it there with `new SampleRing(buffer)`. */
export class SampleRing {
  readonly buffer: SharedArrayBuffer;
  readonly capacity: number;
  readonly bytesPerSample: number;
  readonly #header: Int32Array<SharedArrayBuffer>;
  readonly #marks: Float64Array<SharedArrayBuffer>;
  readonly #data: Uint8Array<SharedArrayBuffer>;
  // Producer's side.
  #expected = Number.NaN;
  #center = Number.NaN;
  #rate = Number.NaN;
  #time = Number.NaN;
  #pendingDrop = 0;
  #accepted = 0;
  #dropped = 0;
  // Consumer's side.
  #index = 0;

  /** @param capacity samples; rounded up to a power of two. @param bytesPerSample 1 to 16. */
  static create(capacity: number, bytesPerSample: number): SampleRing {
    if (!(capacity >= 2 && capacity <= 2 ** 28))
      throw new RangeError(`A ring holds 2 to 2^28 samples, not ${capacity}`);
    const size = 2 ** Math.ceil(Math.log2(capacity));
    const buffer = new SharedArrayBuffer(headerBytes + markBytes + size * bytesPerSample);
    new Int32Array(buffer)[bytesPerSampleSlot] = bytesPerSample;
    return new SampleRing(buffer);
  }

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.#header = new Int32Array(buffer, 0, headerBytes / 4);
    this.#marks = new Float64Array(buffer, headerBytes, markSlots * markFields);
    this.#data = new Uint8Array(buffer, headerBytes + markBytes);
    this.bytesPerSample = this.#header[bytesPerSampleSlot];
    this.capacity = this.#data.length / this.bytesPerSample;
  }

  /** Samples waiting to be read. */
  get available(): number {
    return (Atomics.load(this.#header, write) - Atomics.load(this.#header, read)) | 0;
  }

  /** 0 empty to 1 full. */
  get fill(): number {
    return this.available / this.capacity;
  }

  /** True from the moment the fill passes the high-water mark until it has fallen to the low-water mark. */
  get pressured(): boolean {
    return Atomics.load(this.#header, pressure) === 1;
  }

  /** Producer: samples taken in and lost here so far. */
  get accepted(): number {
    return this.#accepted;
  }
  get dropped(): number {
    return this.#dropped;
  }

  /** Producer that cannot wait: takes what fits, gives up the rest and says how many samples that were. The next mark tells of them. */
  deliver(block: RingBlock): number {
    const total = block.data.length / this.bytesPerSample;
    const taken = this.#offer(block, 0);
    if (taken === 0) this.#pendingDrop += block.droppedBefore;
    this.#pendingDrop += total - taken;
    this.#dropped += total - taken;
    return total - taken;
  }

  /** Takes what fits of `block` from sample `from` on and says how many samples that were. */
  #offer(block: RingBlock, from: number): number {
    const total = block.data.length / this.bytesPerSample;
    const w = Atomics.load(this.#header, write);
    const free = this.capacity - ((w - Atomics.load(this.#header, read)) | 0);
    const count = Math.min(free, total - from);
    if (count <= 0) return 0;
    const first = block.sampleIndex + from;
    const time = block.time + from / block.rate;
    const lost = this.#pendingDrop + (from === 0 ? block.droppedBefore : 0);
    // A radio whose clock was stepped gets a mark too, so that times in the history stay true.
    const continues =
      lost === 0 &&
      first === this.#expected &&
      block.center === this.#center &&
      block.rate === this.#rate &&
      Math.abs(time - this.#time) < 0.005;
    if (!continues && !this.#mark(w, first, lost, time, block)) return 0;
    this.#pendingDrop = 0;
    this.#copy(block.data, from, w, count);
    this.#expected = first + count;
    this.#center = block.center;
    this.#rate = block.rate;
    this.#time = time + count / block.rate;
    this.#accepted += count;
    Atomics.store(this.#header, write, (w + count) | 0);
    if (this.fill >= highWater) Atomics.store(this.#header, pressure, 1);
    Atomics.notify(this.#header, write);
    return count;
  }

  /** Producer: `samples` more were lost before whatever comes next. */
  lose(samples: number): void {
    this.#pendingDrop += samples;
  }

  /** Producer that must not lose anything: waits for room until the whole block is in. Rejects with the signal's reason when aborted. */
  async write(block: RingBlock, signal?: AbortSignal): Promise<void> {
    const total = block.data.length / this.bytesPerSample;
    // Nobody may be reading any more: then only this wakes the wait below.
    const wake = () => Atomics.notify(this.#header, read);
    signal?.addEventListener('abort', wake, { once: true });
    try {
      for (let from = 0; from < total;) {
        signal?.throwIfAborted();
        const seen = Atomics.load(this.#header, read);
        const taken = this.#offer(block, from);
        from += taken;
        if (taken === 0) await changed(this.#header, read, seen);
      }
    } finally {
      signal?.removeEventListener('abort', wake);
    }
  }

  /** Producer: nothing more will come. Wakes the consumer. */
  end(): void {
    Atomics.store(this.#header, ended, 1);
    Atomics.notify(this.#header, write);
  }

  /** Consumer: true when the producer has ended and everything was read. */
  get finished(): boolean {
    return Atomics.load(this.#header, ended) === 1 && this.available === 0;
  }

  /** Consumer: the next run of at most `most` samples, or null when there is none yet. Does not consume: call `advance`. */
  peek(most: number): RingSpan | null {
    const r = Atomics.load(this.#header, read);
    let samples = Math.min((Atomics.load(this.#header, write) - r) | 0, most);
    if (samples <= 0) return null;
    let mark: RingMark | null = null;
    let slot = Atomics.load(this.#header, marksRead);
    const written = Atomics.load(this.#header, marksWritten);
    if (slot !== written && this.#markPosition(slot) === r) {
      mark = this.#readMark(slot);
      this.#index = mark.sampleIndex;
      slot = (slot + 1) | 0;
    }
    if (slot !== written) samples = Math.min(samples, (this.#markPosition(slot) - r) | 0);
    const at = r & (this.capacity - 1);
    samples = Math.min(samples, this.capacity - at);
    const start = at * this.bytesPerSample;
    return {
      data: this.#data.subarray(start, start + samples * this.bytesPerSample),
      samples,
      sampleIndex: this.#index,
      mark
    };
  }

  /** Consumer: gives `samples` of the last `peek` back to the producer. */
  advance(samples: number): void {
    if (samples === 0) return;
    const r = Atomics.load(this.#header, read);
    const slot = Atomics.load(this.#header, marksRead);
    if (slot !== Atomics.load(this.#header, marksWritten) && this.#markPosition(slot) === r)
      Atomics.store(this.#header, marksRead, (slot + 1) | 0);
    this.#index += samples;
    Atomics.store(this.#header, read, (r + samples) | 0);
    if (this.fill <= lowWater) Atomics.store(this.#header, pressure, 0);
    Atomics.notify(this.#header, read);
  }

  /** Consumer: resolves when samples are there, the producer has ended, or `ms` have passed. */
  async ready(ms: number): Promise<void> {
    const seen = Atomics.load(this.#header, write);
    if (this.available > 0 || Atomics.load(this.#header, ended) === 1) return;
    await changed(this.#header, write, seen, ms);
  }

  #copy(data: Uint8Array, from: number, w: number, count: number): void {
    const at = w & (this.capacity - 1);
    const size = this.bytesPerSample;
    const head = Math.min(count, this.capacity - at);
    this.#data.set(data.subarray(from * size, (from + head) * size), at * size);
    if (head < count) this.#data.set(data.subarray((from + head) * size, (from + count) * size), 0);
  }

  /** False when all slots are taken: then the samples must wait (or be dropped), or the loss could not be placed exactly. */
  #mark(position: number, sampleIndex: number, droppedBefore: number, time: number, block: RingBlock): boolean {
    const slot = Atomics.load(this.#header, marksWritten);
    if (((slot - Atomics.load(this.#header, marksRead)) | 0) >= markSlots) return false;
    const at = (slot & (markSlots - 1)) * markFields;
    this.#marks[at] = position;
    this.#marks[at + 1] = sampleIndex;
    this.#marks[at + 2] = droppedBefore;
    this.#marks[at + 3] = time;
    this.#marks[at + 4] = block.center;
    this.#marks[at + 5] = block.rate;
    // The counter is stored last: whoever sees it sees the fields.
    Atomics.store(this.#header, marksWritten, (slot + 1) | 0);
    return true;
  }

  #markPosition(slot: number): number {
    return this.#marks[(slot & (markSlots - 1)) * markFields];
  }

  #readMark(slot: number): RingMark {
    const at = (slot & (markSlots - 1)) * markFields;
    return {
      sampleIndex: this.#marks[at + 1],
      droppedBefore: this.#marks[at + 2],
      time: this.#marks[at + 3],
      center: this.#marks[at + 4],
      rate: this.#marks[at + 5]
    };
  }
}

/** Resolves when `header[slot]` is no longer `seen`, or after `ms`. */
async function changed(header: Int32Array<SharedArrayBuffer>, slot: number, seen: number, ms?: number): Promise<void> {
  // Browsers of 2025 and before may lack it: then the ring is looked at every few milliseconds.
  if (!('waitAsync' in Atomics)) {
    await new Promise<void>((resolve) => setTimeout(resolve, pollMs));
    return;
  }
  const wait = Atomics.waitAsync(header, slot, seen, ms);
  if (wait.async) await wait.value;
}
