import type { ByteChunk } from './byteLink.ts';
import { isMeasured } from './gpsFix.ts';
import type { GpsReader, GpsSink } from './gpsReader.ts';
import { NmeaEpochs } from './nmea/nmeaEpochs.ts';
import { NmeaFramer } from './nmea/nmeaFramer.ts';
import { parseSentence } from './nmea/nmeaSentence.ts';

/**
 * Reads NMEA 0183 from whatever a receiver sends: RMC, GGA, GNS, GLL, GSA, GSV, GST, VTG and ZDA of every talker, with anything between them.
 * Sentences about one moment become one fix; a fix by satellites is a time mark too.
 */
export class NmeaReader implements GpsReader {
  readonly hello = null;
  readonly #framer = new NmeaFramer((line, received) => this.#line(line, received));
  readonly #epochs: NmeaEpochs;
  #heard = 0;

  constructor(sink: GpsSink) {
    this.#epochs = new NmeaEpochs((fix) => {
      if (fix.time !== null && isMeasured(fix.fix))
        sink.mark({ host: fix.received, gps: fix.time, by: 'nmea', precision: null });
      sink.fix(fix);
    });
  }

  /** Sentences with a right checksum, of whatever kind. */
  get heard(): number {
    return this.#heard;
  }

  push({ bytes, received }: ByteChunk): void {
    this.#framer.push(bytes, received);
  }

  end(): void {
    this.#framer.end();
    this.#epochs.end();
  }

  #line(line: string, received: number): void {
    const sentence = parseSentence(line);
    if (sentence === null) return;
    this.#heard++;
    this.#epochs.push(sentence, received);
  }
}
