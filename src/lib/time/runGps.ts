import type { Clock } from '#lib/base/clock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { ByteLink } from './byteLink.ts';
import type { GpsReader, GpsSink } from './gpsReader.ts';
import { readWithin } from './readWithin.ts';

/** The way to a receiver: opened anew whenever it breaks. */
export interface GpsRoute {
  /** What a person calls it: a port or an address. */
  readonly name: string;
  open(signal: AbortSignal): Promise<ByteLink>;
  /** A reader of its protocol, for one connection. */
  reader(sink: GpsSink): GpsReader;
}

/** Where a run stands: on its way, in touch, in touch but without a word for a while, or without a line until it is tried again. */
export type GpsLine =
  { readonly state: 'opening' | 'open' | 'silent' } | { readonly state: 'lost'; readonly error: WavepoolError };

export interface GpsRun {
  readonly clock: Clock;
  readonly sink: GpsSink;
  readonly signal: AbortSignal;
  onLine(line: GpsLine): void;
  /** Resolves when it is worth trying at once: something was plugged in. */
  wake?(): Promise<void>;
}

/** Seconds without a message after which a receiver counts as silent, and after which it is opened again. */
const silentAfter = 5;
const reopenAfter = 20;
/** Seconds before the first further try, doubled up to the longest. */
const firstRetry = 1;
const longestRetry = 30;

/** Listens to a receiver until the signal, through every loss of the line. Never rejects. */
export async function runGps(route: GpsRoute, run: GpsRun): Promise<void> {
  const { clock, signal } = run;
  let retry = firstRetry;
  while (!stopped(signal)) {
    run.onLine({ state: 'opening' });
    const error = await connection(route, run, () => (retry = firstRetry));
    if (stopped(signal)) return;
    run.onLine({ state: 'lost', error });
    const woken = run.wake?.() ?? new Promise<void>(() => undefined);
    await Promise.race([clock.until(clock.now() + retry, signal).catch(() => undefined), woken]);
    retry = Math.min(longestRetry, 2 * retry);
  }
}

/** One connection from beginning to end. @returns why it ended */
async function connection(route: GpsRoute, run: GpsRun, onHeard: () => void): Promise<WavepoolError> {
  let link: ByteLink | null = null;
  try {
    link = await route.open(run.signal);
    run.onLine({ state: 'open' });
    return await listen(link, route, run, onHeard);
  } catch (error) {
    if (error instanceof WavepoolError) return error;
    return new WavepoolError('gps.lost', { port: route.name }, error);
  } finally {
    await link?.close().catch(() => undefined);
  }
}

async function listen(link: ByteLink, route: GpsRoute, run: GpsRun, onHeard: () => void): Promise<WavepoolError> {
  const { clock, signal } = run;
  const reader = route.reader(run.sink);
  if (reader.hello !== null) await link.write(reader.hello);
  let spoke = clock.now();
  let silent = false;
  let reading = link.read();
  for (;;) {
    const chunk = await readWithin(reading, spoke + (silent ? reopenAfter : silentAfter), clock, signal);
    const heard = reader.heard;
    if (chunk === null) {
      reader.end();
      return new WavepoolError('gps.lost', { port: route.name });
    }
    if (chunk !== 'late') {
      reader.push(chunk);
      reading = link.read();
    }
    if (reader.heard > heard) {
      onHeard();
      spoke = clock.now();
      if (silent) run.onLine({ state: 'open' });
      silent = false;
    } else if (silent && clock.now() >= spoke + reopenAfter) {
      // A port that was taken over, or a receiver that now speaks at another rate.
      return new WavepoolError('gps.silent', { port: route.name });
    } else if (!silent && clock.now() >= spoke + silentAfter) {
      silent = true;
      run.onLine({ state: 'silent' });
    }
  }
}

/** The signal changes while one awaits. */
function stopped(signal: AbortSignal): boolean {
  return signal.aborted;
}
