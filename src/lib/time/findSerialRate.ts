import type { Clock } from '#lib/base/clock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { ByteLink } from './byteLink.ts';
import { NmeaReader } from './nmea.ts';
import { readWithin } from './readWithin.ts';

/** Rates of GPS receivers: 9600 is what most have now, 4800 what the standard asks for, the others what fast ones use. */
export const serialRates: readonly number[] = [9600, 4800, 115_200, 38_400];
/** A receiver speaks every second; twice that holds one whole burst wherever one begins to listen. */
const listens = 2.2;

/** A port that can be opened at a rate. */
export interface RatedPort {
  /** What a person calls it. */
  readonly name: string;
  /** @param rate Bd */
  open(rate: number): Promise<ByteLink>;
}

/**
 * Opens a serial port at the rate at which it speaks NMEA 0183: one sentence with a right checksum proves it.
 * @param rates Bd, in the order in which they are tried
 * @throws WavepoolError `gps.silent` when no byte came, `gps.no-nmea` when none of them made sense; and what `port.open` throws
 */
export async function findSerialRate(
  port: RatedPort,
  { rates, clock, signal }: { rates: readonly number[]; clock: Clock; signal: AbortSignal }
): Promise<{ link: ByteLink; rate: number }> {
  let bytes = 0;
  for (const rate of rates) {
    signal.throwIfAborted();
    const link = await port.open(rate);
    let proven = false;
    try {
      const reader = new NmeaReader({ fix: () => undefined, mark: () => undefined });
      const until = clock.now() + listens;
      while (reader.heard === 0 && clock.now() < until) {
        const chunk = await readWithin(link.read(), until, clock, signal);
        if (chunk === 'late') break;
        if (chunk === null) throw new WavepoolError('gps.lost', { port: port.name });
        bytes += chunk.bytes.length;
        reader.push(chunk);
      }
      proven = reader.heard > 0;
      if (proven) return { link, rate };
    } finally {
      if (!proven) await link.close();
    }
  }
  throw bytes === 0
    ? new WavepoolError('gps.silent', { port: port.name })
    : new WavepoolError('gps.no-nmea', { port: port.name, rates: rates.join(', ') });
}
