import { HackRfSweepPace } from './hackRfSweepPace.ts';
import { blockBytes, sweepRate, type HackRfSweepPlan } from './hackRfSweepPlan.ts';

const magic = 0x7f;
const headerBytes = 10;
/** The header lies over the first samples of its block. */
export const blockSamples = (blockBytes - headerBytes) / 2;
/** After the firmware was told to begin anew, at most so many blocks are still those of before: more than any host has queued. */
const onTheWay = 1024;

/** One transfer, and what is to be done with what it brings. */
export interface SweepTransfer {
  readonly plan: Pick<HackRfSweepPlan, 'stops' | 'stopAt'>;
  /** When it came, s. */
  readonly at: number;
  /** The host knows that something between the transfer before and it was lost. */
  readonly broken: boolean;
  /** @param frequency in the header of the block, Hz @param time of its first sample, s */
  readonly emit: (samples: Uint8Array, frequency: number, time: number) => void;
  /** So many blocks are missing before the next one. */
  readonly lose: (blocks: number) => void;
}

/**
 * Takes the transfers of a sweep apart. A block of 16 KiB begins with 7f 7f and the frequency of its stop (64 bits, Hz, little-endian); the rest is
 * samples. The stops come in a known order. A block is believed when the header behind it stands where it must and names the next stop: else
 * bytes may be missing in the middle of it, and what follows belongs to another stop. So the last block waits for the next transfer. From one
 * that is not believed on, blocks are looked for wherever they begin, across transfers too.
 *
 * Missing blocks are told by the order, and by how much came that belongs to no block; whole rounds more by the time (`HackRfSweepPace`).
 */
export class HackRfSweepBlocks {
  /** A block that waits for the header behind it, or the beginning of one: copied, as the memory of transfers is used again. */
  #carried = new Uint8Array(0);
  /** When the first byte of it came, s. */
  #carriedTime = 0;
  /** Stop of the last block that was emitted; -1 before the first. */
  #last = -1;
  /** Bytes since then that belong to no block. */
  #refused = 0;
  /** Blocks in which the firmware may still begin anew without a loss. */
  #beginning = 0;
  #pace = new HackRfSweepPace();

  /** The firmware was told to begin anew, at the first stop. */
  restarted(): void {
    this.#beginning = onTheWay;
    this.#pace = new HackRfSweepPace();
  }

  read(data: Uint8Array, transfer: SweepTransfer): void {
    const { plan, at: came, broken, lose } = transfer;
    if (broken) this.#pace.broken();
    let bytes = data;
    let carried = this.#carried.length;
    // In step nothing has to be joined.
    if (carried === blockBytes && this.#follows(view(this.#carried), 0, view(data), 0, plan)) {
      this.#emit(this.#carried, this.#carriedTime, transfer);
      carried = 0;
    } else if (carried > 0) bytes = joined(this.#carried, data);
    const all = view(bytes);
    const timeOf = (at: number) =>
      at < carried ? this.#carriedTime + at / 2 / sweepRate : came - (bytes.length - at) / 2 / sweepRate;
    let at = 0;
    for (;;) {
      if (at + headerBytes > bytes.length) break;
      const believable = stopOf(all, at, plan) >= 0;
      if (believable && at + blockBytes + headerBytes > bytes.length) break;
      if (believable && this.#follows(all, at, all, at + blockBytes, plan)) {
        this.#emit(bytes.subarray(at, at + blockBytes), timeOf(at), transfer);
        at += blockBytes;
        continue;
      }
      const next = bytes.indexOf(magic, at + 1);
      const to = next < 0 ? bytes.length : next;
      this.#refused += to - at;
      at = to;
    }
    this.#carriedTime = timeOf(at);
    this.#carried = bytes.slice(at);
    const rounds = this.#pace.heard(came, data.length / blockBytes, plan.stops);
    if (rounds > 0) lose(rounds * plan.stops);
  }

  /** Whether the header at `behind` of `then` is the one that comes after the header at `at`. */
  #follows(now: DataView, at: number, then: DataView, behind: number, plan: SweepTransfer['plan']): boolean {
    if (then.byteLength < behind + headerBytes) return false;
    const [stop, next] = [stopOf(now, at, plan), stopOf(then, behind, plan)];
    return stop >= 0 && (next === (stop + 1) % plan.stops || (next === 0 && this.#beginning > 0));
  }

  #emit(block: Uint8Array, time: number, transfer: SweepTransfer): void {
    const header = view(block);
    const stop = stopOf(header, 0, transfer.plan);
    const missing = this.#missing(stop, transfer.plan.stops);
    if (missing > 0) {
      this.#pace.missing(missing - this.#refused / blockBytes);
      transfer.lose(missing);
    }
    this.#refused = 0;
    this.#last = stop;
    this.#beginning = Math.max(0, this.#beginning - 1);
    const into = headerBytes / 2 / sweepRate;
    transfer.emit(block.subarray(headerBytes), frequencyAt(header, 0), time + into);
  }

  /** Blocks between the last one and one of this stop: as few as the order and what was refused allow. */
  #missing(stop: number, stops: number): number {
    if (this.#last < 0) return 0;
    const skipped = (stop - this.#last - 1 + 2 * stops) % stops;
    if (skipped === 0 && this.#refused === 0) return 0;
    if (stop === 0 && this.#beginning > 0) {
      this.#beginning = 0;
      return 0;
    }
    return skipped + stops * Math.max(0, Math.ceil((this.#refused / blockBytes - skipped) / stops));
  }
}

/** Which stop the header there names; -1: it is none. */
function stopOf(bytes: DataView, at: number, { stopAt }: SweepTransfer['plan']): number {
  if (bytes.byteLength < at + headerBytes) return -1;
  if (bytes.getUint8(at) !== magic || bytes.getUint8(at + 1) !== magic) return -1;
  return stopAt(frequencyAt(bytes, at));
}

function frequencyAt(bytes: DataView, at: number): number {
  return bytes.getUint32(at + 2, true) + 2 ** 32 * bytes.getUint32(at + 6, true);
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
