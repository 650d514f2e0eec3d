import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import { seconds, type Hz, type SampleRate } from '#lib/base/units.ts';
import type { SampleBlock, SampleSink } from '../radio.ts';

/** What a block is tuned to. */
export interface Tuning {
  readonly center: Hz;
  readonly rate: SampleRate;
}

type Block = { -readonly [Key in keyof SampleBlock]: SampleBlock[Key] };

/** So much waits for a slow sink, seconds. */
const longest = 0.5;
const fewest = 4;

const nothing = new Uint8Array(0);

/** Blocks on their way to a sink that takes them one at a time. When too many wait, whole blocks are dropped and counted. */
export class BlockQueue {
  readonly #sink: SampleSink;
  readonly #format: SampleFormat;
  readonly #failed: (error: unknown) => void;
  readonly #done: (data: ArrayBufferLike) => void;
  readonly #waiting: Block[] = [];
  /** Used blocks: they are filled again, so that a stream makes none. */
  readonly #spare: Block[] = [];
  #seconds = 0;
  #lost = 0;
  #delivered = 0;
  #dropped = 0;
  #stopped = false;
  #working: Promise<void> | null = null;

  /**
   * @param failed gets what the sink throws
   * @param done gets the memory of blocks that the sink has done with: of several blocks in a row that share one, after the last
   */
  constructor(
    sink: SampleSink,
    format: SampleFormat,
    failed: (error: unknown) => void,
    done: (data: ArrayBufferLike) => void = () => undefined
  ) {
    this.#sink = sink;
    this.#format = format;
    this.#failed = failed;
    this.#done = done;
  }

  get delivered(): number {
    return this.#delivered;
  }
  get dropped(): number {
    return this.#dropped;
  }

  /** Samples that are missing before whatever comes next. */
  lose(samples: number): void {
    this.#lost += samples;
    this.#dropped += samples;
  }

  /** @param data whole samples, kept as they are until the sink has had them */
  push(data: Uint8Array, sampleIndex: number, time: number, tuning: Tuning): void {
    if (this.#stopped) return;
    const samples = data.length / sampleFormats[this.#format].bytes;
    const duration = samples / tuning.rate;
    if (this.#waiting.length >= fewest && this.#seconds + duration > longest) {
      this.lose(samples);
      return;
    }
    this.#seconds += duration;
    const { center, rate } = tuning;
    const [format, droppedBefore] = [this.#format, this.#lost];
    const block = this.#spare.pop();
    if (block === undefined) {
      this.#waiting.push({ format, data, sampleIndex, time: seconds(time), droppedBefore, center, rate });
    } else {
      block.data = data;
      block.sampleIndex = sampleIndex;
      block.time = seconds(time);
      block.droppedBefore = droppedBefore;
      block.center = center;
      block.rate = rate;
      this.#waiting.push(block);
    }
    this.#lost = 0;
    this.#working ??= this.#work();
  }

  /** Hands out no more. Resolves when the sink has done with the block that it has. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#working;
  }

  async #work(): Promise<void> {
    try {
      // The caller goes on first: it has to know of this work before the sink can ask it to stop.
      await Promise.resolve();
      for (;;) {
        const block = this.#stopped ? undefined : this.#waiting.shift();
        if (block === undefined) return;
        const samples = block.data.length / sampleFormats[this.#format].bytes;
        this.#seconds -= samples / block.rate;
        await this.#sink(block);
        this.#delivered += samples;
        this.#spare.push(block);
        const { buffer } = block.data;
        block.data = nothing;
        if (this.#waiting.at(0)?.data.buffer !== buffer) this.#done(buffer);
      }
    } catch (error) {
      this.#stopped = true;
      this.#failed(error);
    } finally {
      this.#working = null;
    }
  }
}
