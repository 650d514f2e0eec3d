type Rows = readonly (readonly [register: number, value: number])[];

// All register facts from librtlsdr's transfers. Frequencies are compared in whole kHz, as there.
const vhf: Rows = [
  [0x27, 0x77],
  [0x28, 0x33],
  [0x29, 0x40],
  [0x30, 0x09],
  [0x50, 0x8c],
  [0x53, 0x50],
  [0x5f, 0x0f],
  [0x61, 0x07],
  [0x62, 0x00],
  [0x63, 0x15],
  [0x67, 0x03],
  [0x68, 0x05],
  [0x69, 0x10],
  [0x6a, 0x12],
  [0x6b, 0x08],
  [0x6c, 0x0a],
  [0x6d, 0x78],
  [0x6e, 0x32],
  [0x6f, 0x54]
];
const uhf: Rows = [
  [0x25, 0xf0],
  [0x27, 0x77],
  [0x28, 0x53],
  [0x29, 0x60],
  [0x30, 0x09],
  [0x50, 0x8c],
  [0x53, 0x50],
  [0x63, 0x15],
  [0x6b, 0x0b],
  [0x6c, 0x0c],
  [0x6d, 0x78],
  [0x6e, 0x32],
  [0x6f, 0x14]
];
/** Registers of parts of UHF, below so many kHz: 0x5f, 0x61, 0x62, 0x67, 0x68, 0x69, 0x6a. */
const uhfParts: readonly (readonly [below: number, values: readonly number[]])[] = [
  [538_000, [0x13, 0x07, 0x06, 0x06, 0x08, 0x10, 0x12]],
  [794_000, [0x15, 0x03, 0x03, 0x03, 0x05, 0x0c, 0x0e]],
  [Infinity, [0x15, 0x07, 0x06, 0x07, 0x09, 0x10, 0x12]]
];
const uhfPartRegisters = [0x5f, 0x61, 0x62, 0x67, 0x68, 0x69, 0x6a];
const lBand: Rows = [
  [0x2b, 0x70],
  [0x2c, 0x37],
  [0x2d, 0xe7],
  [0x30, 0x09],
  [0x44, 0x20],
  [0x50, 0x8c],
  [0x53, 0x50],
  [0x5f, 0x0f],
  [0x61, 0x0f],
  [0x62, 0x00],
  [0x63, 0x13],
  [0x67, 0x00],
  [0x68, 0x02],
  [0x69, 0x0c],
  [0x6a, 0x0e],
  [0x6b, 0x08],
  [0x6c, 0x0a],
  [0x6d, 0xa0],
  [0x6e, 0x50],
  [0x6f, 0x14]
];

const wholeKhz = (hz: number) => Math.floor((hz + 500) / 1000);

/** What an FC2580 wants to be told of the band that `hz` is in. */
export function fc2580Bands(hz: number): Rows {
  const khz = wholeKhz(hz);
  if (khz > 1_000_000) return lBand;
  if (khz <= 400_000) return vhf;
  const part = uhfParts.find(([below]) => khz < below)![1];
  const rows = uhfPartRegisters.map((register, at) => [register, part[at]] as const);
  return [...uhf, ...rows, [0x2d, khz <= 794_000 ? 0x9f : 0x8f]];
}

/**
 * Oscillator and divider of an FC2580: oscillator = 2 x crystal / R x (N + K / 2^20), R 1, 2 or 4 so that N is 76 or more; the mixer gets it
 * over 12 (VHF), 4 (UHF) or 2 (L band). Worked out from librtlsdr's transfers.
 * @param hz is rounded to whole kHz, as there @returns rows for the chip, and the frequency at the mixer, Hz
 */
export function fc2580Plan(hz: number, crystal: number): { registers: Rows; frequency: number } {
  const khz = wholeKhz(hz);
  const [divider, band] = khz > 1_000_000 ? [2, 0x46] : khz > 400_000 ? [4, 0x06] : [12, 0x86];
  const oscillator = khz * divider;
  const step = (2 * crystal) / 1000;
  const code = oscillator >= 76 * step ? 0 : oscillator >= 38 * step ? 1 : 2;
  const compared = step / 2 ** code;
  const n = Math.floor(oscillator / compared);
  const k = Math.floor((oscillator / compared - n) * 2 ** 20);
  const faster = oscillator >= 2_600_000 ? 0x08 : 0;
  const registers: Rows = [
    [0x02, band | faster],
    [0x18, (code << 4) | (k >> 16)],
    [0x1a, (k >> 8) & 0xff],
    [0x1b, k & 0xff],
    [0x1c, n]
  ];
  return { registers, frequency: (compared * 1000 * (n + k / 2 ** 20)) / divider };
}
