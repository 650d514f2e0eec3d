import type { Clock } from '#lib/base/clock.ts';
import { sampleFormats } from '#lib/base/sampleFormat.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { checkRange } from './checkRange.ts';
import { checkSettings } from './checkSettings.ts';
import type { Radio, RadioInfo, RadioState, RadioWant, Range, SampleBlock, SampleSink, StreamEnd } from './radio.ts';

/** Whether a radio is there. */
export interface RadioPresence {
  readonly present: boolean;
  /** s of the clock. */
  readonly since: number;
  /** Why it is not there, or why it could not be opened or set as before when it came back. */
  readonly error?: WavepoolError;
}

export interface ResumingRadioOptions {
  /** An opened radio. */
  readonly radio: Radio;
  readonly clock: Clock;
  /**
   * Waits until the same device is there, and opens it. When it rejects it is called again after a second, until `signal` aborts: what another
   * program holds now, it may let go of. Rejects when aborted.
   */
  readonly reopen: (signal: AbortSignal) => Promise<Radio>;
  readonly onPresence?: (presence: RadioPresence) => void;
}

/** What is known of a radio while it is away. */
interface Away {
  /** s of the clock. */
  readonly since: number;
  /** The settings that were in force. */
  readonly before: RadioState;
  /** What was asked for since, in order: settings may hang together in ways that only the radio knows. */
  readonly wants: RadioWant[];
  /** What it should come to. */
  state: RadioState;
}

/** Errors of a stream after which its radio may come back: pulled out, fallen silent, behind a cable, a hub or a connection that broke. */
const goneCodes: ReadonlySet<string> = new Set(['usb.unplugged', 'usb.failed', 'radio.silent', 'net.closed']);
/** Of these, those after which the radio is still there: opening it may succeed at once, and help nothing. */
const ailingCodes: ReadonlySet<string> = new Set(['usb.failed', 'radio.silent']);

/** Between two attempts to open a radio that came back, seconds. */
const again = 1;
/** A radio that fails for the `quick`-th time in a row, and each time after that, is left alone for `slow` seconds first. */
const quick = 5;
const slow = 30;
/** One that gave samples for so long is well again, seconds. */
const well = 60;

/**
 * A radio whose stream outlives that it is unplugged. When it is gone, fails, or sends nothing any more, the stream waits for it, opens it
 * anew, sets it as it was, and goes on. One that is there but fails is opened again after 1 s, for the fifth time in a row and from then on
 * after 30 s; a minute without failing ends the row. It is never given up: whoever wants that aborts. Sample indices go on where they were: nothing was sampled meanwhile, so nothing counts as lost; the time of the
 * blocks jumps. Settings made meanwhile are kept, and put in force when it is back; until then `state` tells what was asked for.
 *
 * Never await `close` inside the sink: it waits for the stream, and the stream for the sink.
 */
export class ResumingRadio implements Radio {
  readonly #options: ResumingRadioOptions;
  #radio: Radio;
  #away: Away | null = null;
  #stop: AbortController | null = null;
  #ended: Promise<unknown> = Promise.resolve();
  #closed = false;
  /** What is added to the sample indices of the radio; null until the first block of one that came back. */
  #offset: number | null = 0;
  #next = 0;
  /** How often it failed in a row while it was there. */
  #ailed = 0;
  /** s of the clock: when the stream last began. */
  #began = 0;

  constructor(options: ResumingRadioOptions) {
    this.#options = options;
    this.#radio = options.radio;
  }

  get info(): RadioInfo {
    return this.#radio.info;
  }

  get state(): RadioState {
    return this.#away?.state ?? this.#radio.state;
  }

  async configure(want: RadioWant): Promise<RadioState> {
    if (this.#closed) throw this.#closedError();
    if (this.#away !== null) return this.#keep(want);
    try {
      return await this.#radio.configure(want);
    } catch (error) {
      // The stream is about to find out.
      if (this.#stop === null || !isGone(error) || ailingCodes.has(error.code)) throw error;
      this.#away ??= this.#leave();
      return this.#keep(want);
    }
  }

  async stream(sink: SampleSink, signal: AbortSignal): Promise<StreamEnd> {
    if (this.#closed) throw this.#closedError();
    if (this.#stop !== null) throw new WavepoolError('radio.busy', { radio: this.info.model });
    const stop = new AbortController();
    const abort = () => stop.abort();
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    this.#stop = stop;
    const running = this.#run(sink, stop.signal);
    this.#ended = running.catch(() => undefined);
    try {
      return await running;
    } finally {
      signal.removeEventListener('abort', abort);
      this.#stop = null;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stop?.abort();
    await this.#ended;
    await this.#radio.close();
  }

  async #run(sink: SampleSink, signal: AbortSignal): Promise<StreamEnd> {
    let [delivered, dropped] = [0, 0];
    for (;;) {
      if (this.#away !== null && !(await this.#comeBack(null, signal)))
        return { reason: 'aborted', delivered, dropped };
      this.#began = this.#options.clock.now();
      const part = new Part(sink, (block) => this.#numbered(block));
      try {
        const end = await this.#radio.stream(part.sink, signal);
        return { reason: end.reason, delivered: delivered + end.delivered, dropped: dropped + end.dropped };
      } catch (error) {
        if (part.failed || !isGone(error)) throw error;
        delivered += part.delivered;
        dropped += part.dropped;
        if (!(await this.#comeBack(error, signal))) return { reason: 'aborted', delivered, dropped };
      }
    }
  }

  /** The block with its index on the sample clock that all radios before it had. */
  #numbered(block: SampleBlock): SampleBlock {
    this.#offset ??= this.#next + block.droppedBefore - block.sampleIndex;
    const sampleIndex = block.sampleIndex + this.#offset;
    this.#next = sampleIndex + block.data.length / sampleFormats[block.format].bytes;
    return this.#offset === 0 ? block : { ...block, sampleIndex };
  }

  /** @param error why it is away; null when that was told before @returns false when it was aborted first */
  async #comeBack(error: WavepoolError | null, signal: AbortSignal): Promise<boolean> {
    const { clock, onPresence } = this.#options;
    const away = (this.#away ??= this.#leave());
    const tell = (failure: WavepoolError) => onPresence?.({ present: false, since: away.since, error: failure });
    if (error !== null) tell(error);
    await this.#radio.close().catch(() => undefined);
    if (error !== null && !(await this.#rest(error, signal))) return false;
    for (let told = error?.code; ;) {
      if (signal.aborted) return false;
      const found = await this.#reopen(away, signal);
      if (found === 'back' || found === 'aborted') return found === 'back';
      // Not every second the same.
      if (found.code !== told) tell(found);
      told = found.code;
      await clock.until(clock.now() + again, signal).catch(() => undefined);
    }
  }

  /** Leaves a radio alone that fails while it is there, or as soon as it streams. @returns false when it was aborted first */
  async #rest({ code }: WavepoolError, signal: AbortSignal): Promise<boolean> {
    const { clock } = this.#options;
    const lasted = clock.now() - this.#began;
    if (!ailingCodes.has(code) && lasted >= again) return true;
    this.#ailed = lasted >= well ? 1 : this.#ailed + 1;
    const pause = this.#ailed < quick ? again : slow;
    await clock.until(clock.now() + pause, signal).catch(() => undefined);
    return !signal.aborted;
  }

  /** One attempt. */
  async #reopen(away: Away, signal: AbortSignal): Promise<'back' | 'aborted' | WavepoolError> {
    const { clock, onPresence, reopen } = this.#options;
    try {
      const radio = await unlessAborted(reopen(signal), signal);
      if (radio === null) return 'aborted';
      const unlike = await restore(radio, away);
      this.#radio = radio;
      this.#away = null;
      this.#offset = null;
      onPresence?.({ present: true, since: clock.now(), ...(unlike === null ? {} : { error: unlike }) });
      return 'back';
    } catch (thrown) {
      return signal.aborted ? 'aborted' : asWavepoolError(thrown, this.info.model);
    }
  }

  #leave(): Away {
    const { state } = this.#radio;
    return { since: this.#options.clock.now(), before: state, wants: [], state };
  }

  /** @throws WavepoolError `radio.range`, `radio.bad-setting` */
  #keep(want: RadioWant): RadioState {
    const { info } = this;
    const { settings, ...rest } = want;
    checkSettings(info, settings);
    const { model } = info;
    const check = (what: string, value: number | undefined, allowed: readonly Range[], unit: string) => {
      if (value !== undefined) checkRange(model, what, value, allowed, unit);
    };
    if (info.centers.length > 0) check('Centre frequency', want.center, info.centers, 'Hz');
    check('Sample rate', want.rate, info.rates, 'S/s');
    if (want.gain !== 'auto' && info.gains.length > 0) check('Gain', want.gain, hull(info.gains), 'dB');
    check('Frequency correction', want.ppm, [{ min: -1000, max: 1000 }], 'ppm');
    const before = this.state;
    const state = { ...before, ...rest, settings: { ...before.settings, ...settings } };
    if (this.#away !== null) {
      this.#away.state = state;
      const { wants } = this.#away;
      // What is overridden anyway need not be done.
      for (let at = wants.length - 1; at >= 0; at--) if (covers(want, wants[at])) wants.splice(at, 1);
      wants.push(want);
    }
    return state;
  }

  #closedError(): WavepoolError {
    return new WavepoolError('radio.closed', { radio: this.info.model });
  }
}

/** What one radio gave to the sink: counted here, since a stream that fails tells nothing. */
class Part {
  delivered = 0;
  dropped = 0;
  /** The sink failed, so it is the sink's error that comes out. */
  failed = false;
  readonly sink: SampleSink;

  constructor(sink: SampleSink, numbered: (block: SampleBlock) => SampleBlock) {
    this.sink = async (block) => {
      const samples = block.data.length / sampleFormats[block.format].bytes;
      this.dropped += block.droppedBefore;
      try {
        await sink(numbered(block));
      } catch (error) {
        this.failed = true;
        throw error;
      }
      this.delivered += samples;
    };
  }
}

/**
 * Sets a radio as the one before it was set, and as was asked for since.
 * @returns why it could not be set so, null when all is as it should be
 * @throws WavepoolError `usb.…` when it does not answer; it is closed then
 */
async function restore(radio: Radio, { before, wants }: Away): Promise<WavepoolError | null> {
  let unlike: WavepoolError | null = null;
  const set = async (want: RadioWant) => {
    try {
      await radio.configure(want);
    } catch (error) {
      unlike = asWavepoolError(error, radio.info.model);
      if (!unlike.code.startsWith('usb.')) return;
      await radio.close().catch(() => undefined);
      throw unlike;
    }
  };
  await set(difference(radio.state, before));
  // More may be asked for meanwhile.
  for (let done = 0; done < wants.length; done++) await set(wants[done]);
  return unlike;
}

/** Whether whatever `older` sets is set by `newer` too. */
function covers(newer: RadioWant, older: RadioWant): boolean {
  const keys = ({ settings, ...rest }: RadioWant) => [
    ...Object.keys(rest),
    ...Object.keys(settings ?? {}).map((key) => `settings ${key}`)
  ];
  const set = new Set(keys(newer));
  return keys(older).every((key) => set.has(key));
}

/** What has to be set to come from one state to another. */
function difference(from: RadioState, to: RadioState): RadioWant {
  const settings = Object.entries(to.settings).filter(([key, value]) => from.settings[key] !== value);
  return {
    ...(to.center === from.center ? {} : { center: to.center }),
    ...(to.rate === from.rate ? {} : { rate: to.rate }),
    ...(to.gain === from.gain ? {} : { gain: to.gain }),
    ...(to.ppm === from.ppm ? {} : { ppm: to.ppm }),
    ...(settings.length === 0 ? {} : { settings: Object.fromEntries(settings) })
  };
}

/** The radio, or null when it was aborted first; one that is opened too late is closed again. */
async function unlessAborted(opening: Promise<Radio>, signal: AbortSignal): Promise<Radio | null> {
  const aborted = Promise.withResolvers<null>();
  const abort = () => aborted.resolve(null);
  signal.addEventListener('abort', abort, { once: true });
  try {
    const radio = await Promise.race([opening, aborted.promise]);
    if (radio === null) void opening.then((late) => late.close()).catch(() => undefined);
    return radio;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function isGone(error: unknown): error is WavepoolError {
  return error instanceof WavepoolError && goneCodes.has(error.code);
}

function asWavepoolError(error: unknown, radio: string): WavepoolError {
  return error instanceof WavepoolError ? error : new WavepoolError('usb.failed', { radio, why: String(error) }, error);
}

/** Gains in steps are rounded to what exists: only what lies outside all of them is refused. */
function hull(ranges: readonly Range[]): readonly Range[] {
  return [{ min: Math.min(...ranges.map(({ min }) => min)), max: Math.max(...ranges.map(({ max }) => max)) }];
}
