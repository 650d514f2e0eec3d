import type { Clock } from '#lib/base/clock.ts';
import { sampleFormats } from '#lib/base/sampleFormat.ts';
import { seconds } from '#lib/base/units.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { Recording } from '#lib/recording/recording.ts';
import { RecordingTimeline } from '#lib/recording/recordingTimeline.ts';
import { checkSettings } from './checkSettings.ts';
import type { Radio, RadioInfo, RadioState, RadioWant, SampleBlock, SampleSink, StreamEnd } from './radio.ts';

export interface ReplayOptions {
  readonly recording: Recording;
  /** Keeps time when `paced`. */
  readonly clock: Clock;
  /** True: in the recording's own time, times `speed`. False: as fast as the sink takes it. Default false. */
  readonly paced?: boolean | undefined;
  /** Start again at the end. Default false. */
  readonly loop?: boolean | undefined;
  /** 1 is real time, 0.1 ten times slower; 0.001 to 1000. Default 1. */
  readonly speed?: number | undefined;
  /** Samples of a full block. Default: 20 ms when paced, 65536 when not. */
  readonly blockSamples?: number | undefined;
  /** Called once when the radio is closed and reads no more: closes the file. */
  readonly release?: (() => Promise<void>) | undefined;
}

/** A paced replay this far behind its time (s) gives up catching up, and plays on from there. */
const lagLimit = 0.25;
/** Blocks after which timers get their turn: reads from memory never leave the microtask queue by themselves. */
const breatheEvery = 128;

/**
 * Plays a recording as if it were a radio.
 *
 * A file loses nothing by waiting. So even a paced replay never drops: on a machine that is too slow it plays later. That is why `info.paced` is
 * false always, in the sense of the contract; pacing only means that blocks do not come before their time.
 *
 * `sampleIndex` counts what was played: it goes on rising over loops, seeks and streams. `position` is the place in the recording. Times are those of
 * the recording; over a loop they go on rising too, after a seek they are those of the new place. After its end the next stream starts at the beginning,
 * after an abort where it was left.
 */
export class ReplayRadio implements Radio {
  readonly info: RadioInfo;
  readonly #options: ReplayOptions;
  readonly #recording: Recording;
  readonly #timeline: RecordingTimeline;
  readonly #block: number;
  #speed: number;
  #position = 0;
  #played = 0;
  /** What loops have added to the recording's own times, s. */
  #shift = 0;
  #closed = false;
  #paused = false;
  #stop: (() => void) | null = null;
  /** Rises with everything that makes a block that was read the wrong one. */
  #turn = 0;
  #wake: (() => void) | null = null;

  /** @throws WavepoolError `option.bad-value` for a speed or block size that makes no sense */
  constructor(options: ReplayOptions) {
    const { recording } = options;
    this.#options = options;
    this.#recording = recording;
    this.#timeline = new RecordingTimeline(recording);
    this.#speed = checkSpeed(options.speed ?? 1);
    const perBlock = options.paced === true ? Math.round(recording.rate * this.#speed * 0.02) : 65536;
    this.#block = options.blockSamples ?? Math.min(Math.max(perBlock, 1), 131072);
    if (!(Number.isSafeInteger(this.#block) && this.#block > 0))
      throw new WavepoolError('option.bad-value', {
        option: 'blockSamples',
        value: this.#block,
        want: 'use a whole number above 0'
      });
    const { rate } = recording;
    const notices = [...recording.notices];
    if (recording.center === null)
      notices.push(
        sampleFormats[recording.format].complex
          ? 'The centre frequency is not known: frequencies count from 0 Hz at the centre.'
          : 'Samples of one channel: frequencies count from 0 Hz.'
      );
    this.info = {
      driver: 'file',
      model: `${recording.container} recording`,
      serial: recording.title,
      format: recording.format,
      centers: this.#timeline.centers.map((center) => ({ min: center, max: center })),
      rates: [{ min: rate, max: rate }],
      gains: [],
      settings: [],
      clock: { source: 'recording', ppm: null },
      paced: false,
      samples: recording.samples,
      notices
    };
  }

  get state(): RadioState {
    const center = this.#timeline.centerAt(Math.min(this.#position, this.#recording.samples - 1));
    return { center, rate: this.#recording.rate, gain: 'auto', ppm: 0, settings: {} };
  }

  /** The sample of the recording that is played next. */
  get position(): number {
    return this.#position;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** A recording cannot be tuned: it takes what it has, and answers with what holds at its present position. */
  configure(want: RadioWant): Promise<RadioState> {
    const { info, state } = this;
    try {
      checkSettings({ model: this.#recording.title, settings: info.settings }, want.settings);
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
    const refuse = (what: string, value: number | string, wanted: string) =>
      Promise.reject(new WavepoolError('radio.range', { what, value, radio: this.#recording.title, want: wanted }));
    if (
      want.center !== undefined &&
      want.center !== state.center &&
      !info.centers.some(({ min }) => min === want.center)
    )
      return refuse('Centre frequency', want.center, `it was recorded at ${state.center} Hz`);
    if (want.rate !== undefined && want.rate !== state.rate)
      return refuse('Sample rate', want.rate, `it was recorded at ${state.rate} S/s`);
    if (want.gain !== undefined && want.gain !== 'auto')
      return refuse('Gain', want.gain, 'a recording has none to set');
    if (want.ppm !== undefined && want.ppm !== 0)
      return refuse('Clock correction', want.ppm, 'a recording is played as it is');
    return Promise.resolve(state);
  }

  /**
   * Goes on at another sample of the recording, at once when streaming.
   * @throws WavepoolError `radio.range` outside the recording
   */
  seek(sampleIndex: number): void {
    const { samples, title } = this.#recording;
    if (!(Number.isSafeInteger(sampleIndex) && sampleIndex >= 0 && sampleIndex < samples))
      throw new WavepoolError('radio.range', {
        what: 'Sample',
        value: sampleIndex,
        radio: title,
        want: `0 to ${samples - 1}`
      });
    this.#position = sampleIndex;
    this.#shift = 0;
    this.#interrupt();
  }

  /** Holds the stream between two blocks, also one that is started later, until `resume`. */
  pause(): void {
    this.#paused = true;
    this.#interrupt();
  }

  resume(): void {
    this.#paused = false;
    this.#interrupt();
  }

  /** Another speed for a paced replay, from the next block on. @throws WavepoolError `option.bad-value` */
  setSpeed(speed: number): void {
    this.#speed = checkSpeed(speed);
    this.#interrupt();
  }

  async stream(sink: SampleSink, signal: AbortSignal): Promise<StreamEnd> {
    const { title } = this.#recording;
    if (this.#closed) throw new WavepoolError('radio.closed', { radio: title });
    if (this.#stop !== null) throw new WavepoolError('radio.busy', { radio: title });
    let stopped = signal.aborted;
    const stop = () => {
      stopped = true;
      this.#interrupt();
    };
    this.#stop = stop;
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await this.#play(sink, () => stopped);
    } finally {
      signal.removeEventListener('abort', stop);
      this.#stop = null;
      if (this.#isClosed()) await this.#options.release?.();
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // A sink may close its own radio, so this does not wait for the stream; the stream lets go of the file when it is over.
    if (this.#stop === null) await this.#options.release?.();
    else this.#stop();
  }

  async #play(sink: SampleSink, stopped: () => boolean): Promise<StreamEnd> {
    const { format, rate, samples } = this.#recording;
    const paced = this.#options.paced === true;
    let delivered = 0;
    /** When the first sample since the last interruption was due, and how many have been played since. */
    let anchor: number | null = null;
    let sinceAnchor = 0;
    let turn = this.#turn;
    for (let blocks = 0; !stopped(); blocks++) {
      if (turn !== this.#turn) {
        turn = this.#turn;
        anchor = null;
      }
      if (this.#paused) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      if (this.#position >= samples) {
        const end = this.#timeline.timeAt(samples);
        this.#position = 0;
        if (this.#options.loop !== true) {
          this.#shift = 0;
          return { reason: 'end', delivered, dropped: 0 };
        }
        this.#shift += end - this.#timeline.timeAt(0);
      }
      const start = this.#position;
      const wanted = Math.min(this.#block, this.#timeline.nextBreak(start) - start);
      const data = await this.#recording.read(start, wanted);
      const count = data.length / sampleFormats[format].bytes;
      if (turn !== this.#turn) continue;
      if (count === 0)
        throw new WavepoolError('file.truncated', { name: this.#recording.title, have: start, want: samples });
      if (paced) {
        if (anchor === null) [anchor, sinceAnchor] = [this.#options.clock.now(), 0];
        const due: number = anchor + (sinceAnchor + count) / (rate * this.#speed);
        await this.#until(due);
        if (turn !== this.#turn) continue;
        if (this.#options.clock.now() > due + lagLimit) [anchor, sinceAnchor] = [this.#options.clock.now(), 0];
        else sinceAnchor += count;
      }
      this.#position = start + count;
      const block: SampleBlock = {
        format,
        data,
        sampleIndex: this.#played,
        time: seconds(this.#timeline.timeAt(start) + this.#shift),
        droppedBefore: 0,
        center: this.#timeline.centerAt(start),
        rate
      };
      this.#played += count;
      delivered += count;
      await sink(block);
      if (blocks % breatheEvery === breatheEvery - 1) await new Promise<void>((resolve) => void setTimeout(resolve, 0));
    }
    return { reason: 'aborted', delivered, dropped: 0 };
  }

  /** Waits for a time, or for an interruption. */
  async #until(time: number): Promise<void> {
    const control = new AbortController();
    this.#wake = () => control.abort(new Error('interrupted'));
    try {
      await this.#options.clock.until(time, control.signal);
    } catch (error) {
      if (!control.signal.aborted) throw error;
    } finally {
      this.#wake = null;
    }
  }

  #interrupt(): void {
    this.#turn++;
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }

  #isClosed(): boolean {
    return this.#closed;
  }
}

function checkSpeed(speed: number): number {
  if (speed >= 0.001 && speed <= 1000) return speed;
  throw new WavepoolError('option.bad-value', {
    option: 'The speed',
    value: speed,
    want: 'use 0.001 to 1000, where 1 is real time'
  });
}
