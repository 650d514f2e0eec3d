import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { GpsHost } from '#lib/state/gpsHost.ts';
import type { ByteLink } from '#lib/time/byteLink.ts';
import type { RatedPort } from '#lib/time/findSerialRate.ts';
import { hostClock } from '../web/hostClock.ts';

const key = 'wavepool.gps';
/** Bytes the browser keeps while nobody reads: several bursts, so that a busy page loses none. */
const bufferSize = 16_384;
/** Framing errors and the like, one after the other without a byte between them, after which a port is taken for broken. */
const mostFailures = 200;
/** Makers whose receivers and adapters one meets, by USB vendor id. */
const makers: ReadonlyMap<number, string> = new Map([
  [0x1546, 'u-blox receiver'],
  [0x067b, 'Prolific serial adapter'],
  [0x10c4, 'Silicon Labs serial adapter'],
  [0x0403, 'FTDI serial adapter'],
  [0x1a86, 'WCH serial adapter'],
  [0x091e, 'Garmin receiver']
]);

/** The window's serial ports for a GPS receiver; null where the browser, or an insecure address, has none. */
export function serialGps(): GpsHost | null {
  // The typings promise it everywhere.
  const serial = (navigator as { readonly serial?: Serial }).serial;
  if (serial === undefined) return null;
  const known = new WeakMap<SerialPort, RatedPort>();
  const rated = (port: SerialPort): RatedPort => {
    const name = nameOf(port.getInfo());
    const entry = known.get(port) ?? { name, open: (rate: number) => openPort(port, name, rate) };
    known.set(port, entry);
    return entry;
  };
  return {
    clock: hostClock,
    ports: async () => (await serial.getPorts()).map(rated),
    async choose() {
      try {
        return rated(await serial.requestPort());
      } catch (error) {
        // Nothing was chosen.
        if (error instanceof DOMException && error.name === 'NotFoundError') return null;
        throw cannotOpen('The serial port', error);
      }
    },
    onChange(listener) {
      serial.addEventListener('connect', listener);
      serial.addEventListener('disconnect', listener);
    },
    recall() {
      try {
        const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as { off?: unknown; rate?: unknown };
        const { rate } = kept;
        return { off: kept.off === true, rate: typeof rate === 'number' && rate > 0 && rate < 1e7 ? rate : null };
      } catch {
        return { off: false, rate: null };
      }
    },
    remember(kept) {
      try {
        localStorage.setItem(key, JSON.stringify(kept));
      } catch {
        // Full or forbidden storage: the next visit looks for the rate again.
      }
    }
  };
}

function nameOf({ usbVendorId, usbProductId }: SerialPortInfo): string {
  if (usbVendorId === undefined) return 'Serial port';
  const hex = (id: number) => id.toString(16).padStart(4, '0');
  return `${makers.get(usbVendorId) ?? 'USB serial port'} (${hex(usbVendorId)}:${hex(usbProductId ?? 0)})`;
}

async function openPort(port: SerialPort, name: string, baudRate: number): Promise<ByteLink> {
  try {
    await port.open({ baudRate, bufferSize });
  } catch (error) {
    throw cannotOpen(name, error);
  }
  const line: { reader: ReadableStreamDefaultReader<Uint8Array> | null; closing: Promise<void> | null } = {
    reader: null,
    closing: null
  };
  const close = async () => {
    // A port cannot be closed while somebody reads.
    await line.reader?.cancel().catch(() => undefined);
    line.reader?.releaseLock();
    await port.close().catch(() => undefined);
  };
  return {
    async read() {
      for (let failed = 0; line.closing === null && failed < mostFailures; failed++) {
        // A framing error or an overrun ends the stream, and the port gives another; a port that is gone gives none.
        if (port.readable === null) return null;
        const current = line.reader ?? port.readable.getReader();
        line.reader = current;
        try {
          const { value } = await current.read();
          if (value !== undefined) return { bytes: value, received: hostClock.now() };
        } catch {
          // The port says whether it has another.
        }
        current.releaseLock();
        line.reader = null;
      }
      return null;
    },
    async write(bytes) {
      const writer = port.writable?.getWriter();
      await writer?.write(bytes);
      writer?.releaseLock();
    },
    close: () => (line.closing ??= close())
  };
}

function cannotOpen(port: string, error: unknown): WavepoolError {
  const why = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
  return new WavepoolError('gps.cannot-open', { port, why }, error);
}
