/** The two amplifiers with steps, dB. */
export interface HackRfGain {
  /** MAX2837's low-noise amplifier, at the intermediate frequency: 0 to 40 in steps of 8. */
  readonly lna: number;
  /** Its amplifier at baseband: 0 to 62 in steps of 2. */
  readonly vga: number;
}

export const mostLna = 40;
export const lnaStep = 8;
export const mostVga = 62;
export const vgaStep = 2;
export const mostGain = mostLna + mostVga;

/**
 * 'auto': the hardware has no automatic gain, so that this is a fixed 16 + 20 dB, with which an ordinary antenna's noise is well above the converter's
 * and an ordinary broadcast band does not overload it.
 */
export const automaticGain: HackRfGain = { lna: 16, vga: 20 };

/**
 * Shares out a gain: half of it to each amplifier, the LNA's half rounded down to its steps, and whatever it cannot take to the VGA. Every even
 * number of dB from 0 to 102 comes out exactly; others become the nearest.
 */
export function splitGain(gain: number): HackRfGain {
  const whole = vgaStep * Math.round(gain / vgaStep);
  const lna = Math.min(mostLna, lnaStep * Math.floor(whole / 2 / lnaStep));
  return { lna, vga: whole - lna };
}
