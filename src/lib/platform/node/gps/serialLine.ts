import { closeSync, constants, openSync } from 'node:fs';
import { isatty, ReadStream } from 'node:tty';
import koffi from 'koffi';
import type { Clock } from '#lib/base/clock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { ByteLink } from '#lib/time/byteLink.ts';
import { streamLink } from './streamLink.ts';

/** `struct termios` has 60 bytes on Linux and 72 on macOS. */
const termiosBytes = 256;
/** Linux names rates by codes (asm-generic/termbits.h); macOS by themselves. */
const linuxCodes: ReadonlyMap<number, number> = new Map([
  [4800, 0o14],
  [9600, 0o15],
  [19_200, 0o16],
  [38_400, 0o17],
  [57_600, 0o10001],
  [115_200, 0o10002],
  [230_400, 0o10003],
  [460_800, 0o10004],
  [921_600, 0o10007]
]);

/**
 * Opens a serial port raw, 8 data bits, no parity, without the help of another program.
 * @param rate Bd; ports that are no wire (USB classes, pseudo terminals) take any
 * @throws WavepoolError `gps.cannot-open`
 */
export function openSerialLine(path: string, rate: number, clock: Clock): Promise<ByteLink> {
  const failed = (why: string, cause?: unknown) => new WavepoolError('gps.cannot-open', { port: path, why }, cause);
  let fd: number | null = null;
  try {
    // Not waiting for a modem's carrier, and not taking the terminal for our own.
    fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    if (!isatty(fd)) throw failed('it is no serial port');
    setLine(fd, rate, failed);
    const stream = new ReadStream(fd);
    // Where it can, it opens the terminal anew for itself, and ours is left to us.
    if ((stream as unknown as { _handle: { fd: number } })._handle.fd !== fd) closeSync(fd);
    return Promise.resolve(streamLink(stream, clock));
  } catch (error) {
    if (fd !== null) closeSync(fd);
    return Promise.reject(error instanceof WavepoolError ? error : failed((error as Error).message, error));
  }
}

/** Sets rate and raw mode through the C library: Node itself knows no rates. */
function setLine(fd: number, rate: number, failed: (why: string) => WavepoolError): void {
  const linux = process.platform === 'linux';
  const code = linux ? linuxCodes.get(rate) : rate;
  if (code === undefined) throw failed(`it cannot be set to ${rate} Bd`);
  const c = koffi.load(linux ? 'libc.so.6' : 'libSystem.dylib');
  const get = c.func('int tcgetattr(int fd, void *state)') as (fd: number, state: Buffer) => number;
  const raw = c.func('void cfmakeraw(void *state)') as (state: Buffer) => void;
  const speed = c.func('int cfsetspeed(void *state, unsigned long speed)') as (state: Buffer, speed: number) => number;
  const set = c.func('int tcsetattr(int fd, int when, const void *state)') as (
    fd: number,
    when: number,
    state: Buffer
  ) => number;
  const state = Buffer.alloc(termiosBytes);
  if (get(fd, state) !== 0) throw failed('its settings cannot be read');
  raw(state);
  if (speed(state, code) !== 0 || set(fd, 0, state) !== 0) throw failed(`it cannot be set to ${rate} Bd`);
}
