import type { SignalSource } from './signalSource.ts';

const blockBytes = 16384;
/** What setting the tuner takes before every block, seconds: with it a sweep of 6 GHz at 20 MS/s takes about what a real one takes. */
const settling = 0.8e-3;

/**
 * A sweep as the firmware makes it: blocks of 16384 bytes, each 7f 7f, the frequency it is about (u64, Hz) and samples received `offset`
 * above that; then the next step. Interleaved sweeps go on by a quarter and three quarters of a step in turn.
 */
export class HackRfSweep {
  readonly #blocksPerStep: number;
  /** What the blocks are about, in order, Hz. */
  readonly #frequencies: readonly number[];
  readonly #offset: number;
  #from = 0;

  private constructor(blocksPerStep: number, frequencies: readonly number[], offset: number) {
    this.#blocksPerStep = blocksPerStep;
    this.#frequencies = frequencies;
    this.#offset = offset;
  }

  /**
   * Request 26. @param bytes per step @param plan u32 step and offset (Hz), u8 style (0 linear, 1 interleaved), then pairs of u16 MHz
   * @returns null for a plan that the firmware refuses
   */
  static parse(bytes: number, plan: DataView): HackRfSweep | null {
    const pairs = (plan.byteLength - 9) / 4;
    if (bytes === 0 || bytes % blockBytes !== 0 || !Number.isInteger(pairs) || pairs < 1 || pairs > 10) return null;
    const [step, offset, style] = [plan.getUint32(0, true), plan.getUint32(4, true), plan.getUint8(8)];
    if (step < 1 || style > 1) return null;
    const frequencies: number[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      const [first, last] = [plan.getUint16(9 + 4 * pair, true) * 1e6, plan.getUint16(11 + 4 * pair, true) * 1e6];
      if (first >= last) return null;
      let quarter = true;
      for (let at = first; at < last && frequencies.length < 100_000; quarter = !quarter) {
        frequencies.push(Math.round(at));
        if (style === 0) at += step;
        else at += quarter ? step / 4 : (3 * step) / 4;
      }
    }
    return new HackRfSweep(bytes / blockBytes, frequencies, offset);
  }

  /** Steps of one sweep. */
  get steps(): number {
    return this.#frequencies.length;
  }

  byteRate(rate: number): number {
    return blockBytes / (blockBytes / 2 / rate + settling / this.#blocksPerStep);
  }

  /** @param position byte position at which the first block lies */
  begin(position: number): void {
    this.#from = position;
  }

  fill(out: Uint8Array, position: number, rate: number, signal: SignalSource): void {
    for (let done = 0; done < out.length;) {
      const at = position - this.#from + done;
      const within = at % blockBytes;
      const block = this.#block(Math.floor(at / blockBytes), rate, signal);
      const part = block.subarray(within, within + out.length - done);
      out.set(part, done);
      done += part.length;
    }
  }

  #block(number: number, rate: number, signal: SignalSource): Uint8Array {
    const frequency = this.#frequencies[Math.floor(number / this.#blocksPerStep) % this.#frequencies.length];
    const bytes = new Uint8Array(blockBytes);
    signal.once(bytes, { center: frequency + this.#offset, rate, inverted: false, unsigned: false });
    bytes.fill(0x7f, 0, 2);
    new DataView(bytes.buffer).setBigUint64(2, BigInt(frequency), true);
    return bytes;
  }
}
