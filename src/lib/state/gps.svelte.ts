import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { ByteLink } from '#lib/time/byteLink.ts';
import type { ClockEstimate, ClockReference } from '#lib/time/clockReference.ts';
import type { RatedPort } from '#lib/time/findSerialRate.ts';
import type { GpsFix } from '#lib/time/gpsFix.ts';
import type { GpsLine } from '#lib/time/runGps.ts';
import type { GpsHost } from './gpsHost.ts';

/**
 * Where it stands: the browser has no serial ports; nothing chosen; looking for the receiver and its rate; nothing of use comes; positions come
 * but without a fix; with one; the port is gone.
 */
export type GpsStage = 'unsupported' | 'idle' | 'searching' | 'silent' | 'no-fix' | 'fix' | 'lost';

/** A receiver that said nothing for so long is silent, seconds. */
const silentAfter = 5;
const noEstimate: ClockEstimate = { source: 'system', offset: 0, uncertainty: null, age: null };

/** Loaded with the first receiver: most visits have none. */
const parts = () =>
  Promise.all([
    import('#lib/time/runGps.ts'),
    import('#lib/time/findSerialRate.ts'),
    import('#lib/time/nmea.ts'),
    import('#lib/time/clockReference.ts')
  ]);

/** The GPS receiver of this station: its position, and the reference of its clock. One for as long as the tab lives. */
export class Gps {
  readonly #host: GpsHost | null;
  #stage = $state<GpsStage>('idle');
  #fix = $state.raw<GpsFix | null>(null);
  #clock = $state.raw<ClockEstimate>(noEstimate);
  #port = $state('');
  #rate = $state<number | null>(null);
  #problem = $state.raw<{ readonly code: string; readonly message: string } | null>(null);
  #reference: ClockReference | null = null;
  #running: AbortController | null = null;
  #wake: () => void = () => undefined;
  /** When something was last said, on the host's clock. */
  #spoke = 0;
  #started = false;

  /** @param host null where the browser has no serial ports, and while prerendering */
  constructor(host: GpsHost | null) {
    this.#host = host;
  }

  get stage(): GpsStage {
    return this.#stage;
  }
  /** What the receiver said last; null before it did. */
  get fix(): GpsFix | null {
    return this.#fix;
  }
  /** How the host's clock stands against GPS. */
  get clock(): ClockEstimate {
    return this.#clock;
  }
  /** What the port is called; '' before one is known. */
  get port(): string {
    return this.#port;
  }
  /** Bd; null before it was found. */
  get rate(): number | null {
    return this.#rate;
  }
  /** Why nothing comes. */
  get problem(): { readonly code: string; readonly message: string } | null {
    return this.#problem;
  }

  /** Takes up the receiver of the last visit. Called once the page lives; later calls do nothing. */
  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    const host = this.#host;
    if (host === null) {
      this.#stage = 'unsupported';
      return;
    }
    host.onChange(() => this.#changed());
    await this.#takeUp();
  }

  /** Asks for a port, on a click, and listens to it. */
  async connect(): Promise<void> {
    const host = this.#host;
    if (host === null) return;
    let port: RatedPort | null;
    try {
      port = await host.choose();
    } catch (error) {
      this.#problem = wordsOf(error);
      return;
    }
    if (port === null) return;
    this.disconnect();
    host.remember({ ...host.recall(), off: false });
    this.#run(host, port);
  }

  /** Lets go of the receiver, also on later visits, until it is connected again. */
  disconnect(): void {
    this.#running?.abort();
    this.#running = null;
    this.#reference = null;
    this.#host?.remember({ ...this.#host.recall(), off: true });
    this.#stage = this.#host === null ? 'unsupported' : 'idle';
    this.#fix = null;
    this.#clock = noEstimate;
    this.#port = '';
    this.#rate = null;
    this.#problem = null;
  }

  async #takeUp(): Promise<void> {
    const host = this.#host;
    if (host === null || this.#running !== null || host.recall().off) return;
    const ports = await host.ports();
    // While that was asked, somebody may have chosen one.
    if (ports.length > 0 && !this.#isRunning()) this.#run(host, null);
  }

  #isRunning(): boolean {
    return this.#running !== null;
  }

  #changed(): void {
    this.#wake();
    void this.#takeUp();
  }

  #run(host: GpsHost, chosen: RatedPort | null): void {
    const control = new AbortController();
    this.#running = control;
    this.#stage = 'searching';
    this.#problem = null;
    this.#port = chosen?.name ?? '';
    void this.#listen(host, chosen, control.signal);
    void this.#watch(host, control.signal);
  }

  async #listen(host: GpsHost, chosen: RatedPort | null, signal: AbortSignal): Promise<void> {
    const [{ runGps }, { findSerialRate, serialRates }, { NmeaReader }, { ClockReference }] = await parts();
    const reference = new ClockReference();
    if (!signal.aborted) this.#reference = reference;
    const open = async (): Promise<ByteLink> => {
      const all = await host.ports();
      // A port that was plugged out and in again may be another object.
      const ports = chosen !== null && all.includes(chosen) ? [chosen] : all;
      let problem = new WavepoolError('gps.lost', { port: this.#port === '' ? 'The GPS receiver' : this.#port });
      for (const port of ports) {
        if (this.#stage === 'searching') this.#port = port.name;
        const { rate: first } = host.recall();
        const rates = first === null ? serialRates : [first, ...serialRates.filter((rate) => rate !== first)];
        try {
          const { link, rate } = await findSerialRate(port, { rates, clock: host.clock, signal });
          this.#port = port.name;
          this.#rate = rate;
          host.remember({ off: false, rate });
          return link;
        } catch (error) {
          signal.throwIfAborted();
          problem = error instanceof WavepoolError ? error : new WavepoolError('gps.lost', { port: port.name }, error);
        }
      }
      throw problem;
    };
    await runGps(
      { name: 'The GPS receiver', open, reader: (sink) => new NmeaReader(sink) },
      {
        clock: host.clock,
        signal,
        sink: {
          mark: (mark) => void reference.add(mark),
          fix: (fix) => {
            if (signal.aborted) return;
            this.#spoke = host.clock.now();
            this.#fix = fix;
            this.#clock = reference.estimate(this.#spoke);
            this.#stage = fix.fix === 'none' ? 'no-fix' : 'fix';
            this.#problem = null;
          }
        },
        onLine: (line) => this.#onLine(line, host.clock.now(), signal),
        wake: () => new Promise((resolve) => (this.#wake = resolve))
      }
    );
  }

  #onLine(line: GpsLine, now: number, signal: AbortSignal): void {
    if (signal.aborted) return;
    if (line.state === 'open') this.#spoke = now;
    else if (line.state === 'silent') this.#stage = 'silent';
    else if (line.state === 'lost') {
      this.#problem = wordsOf(line.error);
      // A port that is gone cannot be opened either.
      const gone = line.error.code === 'gps.lost' || (this.#stage === 'lost' && line.error.code === 'gps.cannot-open');
      this.#stage = gone ? 'lost' : 'silent';
    }
  }

  /** Lets what is old look old: the estimate ages, and a receiver that only repeats what is of no use is silent. */
  async #watch(host: GpsHost, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await host.clock.until(host.clock.now() + 1, signal).catch(() => undefined);
      const now = host.clock.now();
      if ((this.#stage === 'fix' || this.#stage === 'no-fix') && now - this.#spoke > silentAfter)
        this.#stage = 'silent';
      if (this.#reference !== null && this.#running?.signal === signal) this.#clock = this.#reference.estimate(now);
    }
  }
}

function wordsOf(error: unknown): { code: string; message: string } {
  return error instanceof WavepoolError
    ? { code: error.code, message: error.message }
    : { code: 'gps.lost', message: error instanceof Error ? error.message : String(error) };
}
