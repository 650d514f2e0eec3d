/** A setting of the channel filter and the IF that puts the signal into its middle. */
export interface R82xxFilter {
  /** Register 0a, bits 4:0 without the calibration: 10 for the wide filters. */
  readonly high: number;
  /** Register 0b. */
  readonly corners: number;
  /** Hz. */
  readonly intermediate: number;
  /** Hz. */
  readonly bandwidth: number;
}

/** Corners of the low-pass above the middle, Hz, widest first; register 0b counts them down from 15. */
const lowPasses = [1.7e6, 1.6e6, 1.55e6, 1.45e6, 1.2e6, 0.9e6, 0.7e6, 0.55e6, 0.45e6, 0.35e6];
/** Positions of the high-pass: how far the band may reach below the low-pass's own width, Hz, and bits 6:5 of register 0b. */
const highPasses = [
  { extra: 0, bits: 0x60 },
  { extra: 350e3, bits: 0x20 },
  { extra: 380e3, bits: 0x40 },
  { extra: 730e3, bits: 0x00 }
];
/** Filters made for television channels. */
const wide: readonly R82xxFilter[] = [
  { high: 0x10, corners: 0x6b, intermediate: 3.57e6, bandwidth: 6e6 },
  { high: 0x10, corners: 0x2a, intermediate: 4.57e6, bandwidth: 7e6 },
  { high: 0x10, corners: 0x0b, intermediate: 4.57e6, bandwidth: 8e6 }
];
/** Upper edge of the narrow filters, Hz: it stays, so the narrower the band the higher its middle. */
const anchor = 2.3e6;

/** The narrowest filter that lets `hz` through, as librtlsdr's transfers show it; the widest for more than it has. */
export function r82xxFilter(hz: number): R82xxFilter {
  const { extra, bits } = highPasses.find((one) => hz <= lowPasses[0] + one.extra) ?? { extra: Infinity, bits: 0 };
  if (extra === Infinity) return wide.find(({ bandwidth }) => hz <= bandwidth) ?? wide[wide.length - 1];
  const low = lowPasses.findLastIndex((corner) => hz - extra <= corner);
  return {
    high: 0x00,
    corners: 0x80 | bits | (15 - low),
    intermediate: anchor + extra - (extra + lowPasses[low]) / 2,
    bandwidth: extra + lowPasses[low]
  };
}
