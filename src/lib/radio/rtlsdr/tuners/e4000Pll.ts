/** [centre frequencies below this in Hz, oscillator over centre frequency, code in register 0x0d] */
const dividers: readonly (readonly [below: number, divider: number, code: number])[] = [
  [72.4e6, 48, 0x0f],
  [81.2e6, 40, 0x0e],
  [108.3e6, 32, 0x0d],
  [162.5e6, 24, 0x0c],
  [216.6e6, 16, 0x0b],
  [325e6, 12, 0x0a],
  [350e6, 8, 0x09],
  [432e6, 8, 0x03],
  [667e6, 6, 0x02],
  [1200e6, 4, 0x01],
  [Infinity, 2, 0x00]
];

/** Centres of the input filter's positions, MHz. */
const uhfFilters = [360, 380, 405, 425, 450, 475, 505, 540, 575, 615, 670, 720, 760, 840, 890, 970];
const lFilters = [1300, 1320, 1360, 1410, 1445, 1460, 1490, 1530, 1560, 1590, 1640, 1660, 1680, 1700, 1720, 1750];

/** What goes into the registers of an E4000 for one frequency. */
export interface E4000Plan {
  /** Registers 0x0d, 0x09, 0x0a, 0x0b. */
  readonly divider: number;
  readonly z: number;
  readonly x: number;
  /** Bits 1 and 2 of register 0x07: VHF II, VHF III, UHF, L. */
  readonly band: 0 | 1 | 2 | 3;
  /** Register 0x78. */
  readonly bias: number;
  /** Low half of register 0x10. */
  readonly filter: number;
  /** Frequency at the mixer, Hz. */
  readonly frequency: number;
}

/**
 * Oscillator of an E4000: reference x (Z + X / 65536), divided by 2 to 48. Band and input filter follow the frequency that comes out of
 * that, in whole Hz. Worked out from librtlsdr's transfers.
 * @param reference Hz of the crystal, whole
 */
export function e4000Plan(hz: number, reference: number): E4000Plan {
  const [, divider, code] = dividers.find(([below]) => hz < below)!;
  const oscillator = hz * divider;
  const z = Math.floor(oscillator / reference);
  const x = Math.floor(((oscillator - z * reference) * 65536) / reference);
  const whole = Math.floor((reference * z + Math.floor((reference * x) / 65536)) / divider);
  const band = whole < 140e6 ? 0 : whole < 350e6 ? 1 : whole < 1135e6 ? 2 : 3;
  const filters = band === 2 ? uhfFilters : band === 3 ? lFilters : [0];
  let filter = 0;
  for (const [at, center] of filters.entries()) {
    if (Math.abs(center * 1e6 - whole) < Math.abs(filters[filter] * 1e6 - whole)) filter = at;
  }
  return {
    divider: code,
    z,
    x,
    band,
    bias: band === 3 ? 0 : 3,
    filter,
    frequency: (reference * (z + x / 65536)) / divider
  };
}
