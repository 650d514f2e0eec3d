/** The commands of rtl_tcp: one byte, then a big-endian word. What the word means stands behind each. */
export const commandIds = {
  /** Hz. */
  center: 1,
  /** S/s. */
  rate: 2,
  /** 0 automatic, 1 manual. */
  gainMode: 3,
  /** Tenths of a dB, signed. */
  gain: 4,
  /** Whole ppm, signed. */
  ppm: 5,
  /** Stage (1 to 6) in the upper half, tenths of a dB in the lower, signed. */
  ifGain: 6,
  /** 0 or 1: the device counts instead of receiving. */
  testMode: 7,
  /** 0 or 1: automatic gain of the demodulator. */
  agc: 8,
  /** 0 off, 1 the I input, 2 the Q input. */
  directSampling: 9,
  /** 0 or 1. */
  offsetTuning: 10,
  /** Frequency of the demodulator's crystal, Hz. */
  rtlCrystal: 11,
  /** Frequency of the tuner's crystal, Hz. */
  tunerCrystal: 12,
  /** Place in the list of gains. */
  gainIndex: 13,
  /** 0 or 1: power on the antenna socket. */
  biasTee: 14
} as const;

const length = 5;

export interface Command {
  readonly id: number;
  /** As it came, unsigned. */
  readonly word: number;
}

/** @param value signed or unsigned, 32 bits */
export function commandFrame(id: number, value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  bytes[0] = id;
  new DataView(bytes.buffer).setUint32(1, value >>> 0);
  return bytes;
}

/** Takes commands out of what comes over a connection, however it is cut. Keeps at most four bytes. */
export class CommandReader {
  readonly #part = new Uint8Array(length);
  #have = 0;

  read(bytes: Uint8Array): Command[] {
    const commands: Command[] = [];
    for (const byte of bytes) {
      this.#part[this.#have++] = byte;
      if (this.#have < length) continue;
      this.#have = 0;
      commands.push({ id: this.#part[0], word: new DataView(this.#part.buffer).getUint32(1) });
    }
    return commands;
  }
}
