import { gpsRoute } from '#lib/platform/node/gps/gpsRoute.ts';
import { parseGpsSpec } from '#lib/platform/node/gps/parseGpsSpec.ts';
import { hostClock } from '#lib/platform/web/hostClock.ts';
import type { Place } from '#lib/recording/sigmf/geolocation.ts';
import { ClockReference, type ClockEstimate } from '#lib/time/clockReference.ts';
import type { GpsFix } from '#lib/time/gpsFix.ts';
import { runGps } from '#lib/time/runGps.ts';
import { clockText } from '../clockText.ts';
import type { CommandIo } from '../command.ts';

/** A receiver that has its satellites says where it is within two seconds; one that has not may take minutes. */
const usualPatience = 10;

/** Listens to a GPS receiver while something is recorded. */
export class GpsWatch {
  readonly #name: string;
  readonly #io: CommandIo;
  readonly #patience: number;
  readonly #clock = new ClockReference();
  readonly #stop = new AbortController();
  readonly #located = Promise.withResolvers<null>();
  readonly #running: Promise<void>;
  #place: Place | null = null;
  #first: Place | null = null;
  #said = '';

  /**
   * @param patience how long `located` waits, seconds
   * @throws WavepoolError `gps.bad-spec`
   */
  constructor(spec: string, io: CommandIo, patience = usualPatience) {
    this.#io = io;
    this.#patience = patience;
    const route = gpsRoute(parseGpsSpec(spec), hostClock);
    this.#name = route.name;
    this.#running = runGps(route, {
      clock: hostClock,
      signal: this.#stop.signal,
      sink: { fix: (fix) => this.#take(fix), mark: (mark) => void this.#clock.add(mark) },
      onLine: (line) => {
        if (line.state === 'lost') this.#say(line.error.message);
      }
    });
  }

  /** Where it is now; null while nobody knows. */
  get place(): Place | null {
    return this.#place;
  }

  /** Where it was first. */
  get first(): Place | null {
    return this.#first;
  }

  /** How this computer's clock stands against GPS now. */
  get clock(): ClockEstimate {
    return this.#clock.estimate(hostClock.now());
  }

  /** Waits for the first position, but not for ever. */
  async located(): Promise<void> {
    const late = AbortSignal.any([this.#io.signal, this.#stop.signal]);
    const waited = hostClock.until(hostClock.now() + this.#patience, late).catch(() => undefined);
    await Promise.race([this.#located.promise, waited]);
    if (this.#first === null && !this.#io.signal.aborted)
      this.#io.err(`${this.#name} knows no position yet: the recording begins without.\n`);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  #take({ fix, lat, lon }: GpsFix): void {
    // A receiver in its test mode is somewhere else.
    const known = fix !== 'none' && fix !== 'simulated' && lat !== null && lon !== null;
    this.#place = known ? { lat, lon } : null;
    if (this.#place === null) return;
    this.#first ??= this.#place;
    this.#located.resolve(null);
  }

  /** A line that does not come back fails again and again. */
  #say(text: string): void {
    if (text !== this.#said) this.#io.err(`${text}\n`);
    this.#said = text;
  }
}

/** What is noted in the recording; '' where nothing is known. */
export function clockNote(clock: ClockEstimate): string {
  return clock.uncertainty === null
    ? ''
    : ` This computer's clock against GPS, positive where it is ahead: ${clockText(clock)}.`;
}
