import { blockBytes } from './hackRfSweepPlan.ts';

const magic = 0x7f;
const headerBytes = 10;
/** The header lies over the first samples of its block. */
export const blockSamples = (blockBytes - headerBytes) / 2;

/**
 * Takes the transfers of a sweep apart. A block of 16 KiB begins with 7f 7f and the frequency of its stop (64 bits, Hz, little-endian); the rest is
 * samples. What does not begin with that, or names a frequency at which the sweep never stops, is left out and counted; from there on blocks
 * are looked for wherever they begin, across transfers too. Frequencies of a sweep are too few for samples to look like one.
 */
export class HackRfSweepBlocks {
  #refused = 0;
  /** The beginning of a block whose rest comes with the next transfer. */
  #carried = new Uint8Array(0);

  /** Bytes that belonged to no block. */
  get refused(): number {
    return this.#refused;
  }

  /**
   * @param has whether the sweep stops there
   * @param emit gets the samples of one block and the frequency in its header
   */
  read(
    data: Uint8Array,
    has: (frequency: number) => boolean,
    emit: (samples: Uint8Array, frequency: number) => void
  ): void {
    const bytes = this.#carried.length === 0 ? data : joined(this.#carried, data);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    while (at + headerBytes <= bytes.length) {
      const frequency = headerAt(view, at);
      if (frequency === null || !has(frequency)) {
        const next = bytes.indexOf(magic, at + 1);
        const to = next < 0 ? bytes.length : next;
        this.#refused += to - at;
        at = to;
        continue;
      }
      if (at + blockBytes > bytes.length) break;
      emit(bytes.subarray(at + headerBytes, at + blockBytes), frequency);
      at += blockBytes;
    }
    // Less than a block: transfers in step leave nothing.
    this.#carried = at === bytes.length ? this.#carried.subarray(0, 0) : bytes.slice(at);
  }
}

function headerAt(view: DataView, at: number): number | null {
  if (view.getUint8(at) !== magic || view.getUint8(at + 1) !== magic) return null;
  return view.getUint32(at + 2, true) + 2 ** 32 * view.getUint32(at + 6, true);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
