/** A way from the oscillator of an FC0012 or FC0013 to its mixer. */
export interface FitipowerDivider {
  /** Centre frequencies below this, Hz. */
  readonly below: number;
  /** Oscillator over centre frequency. */
  readonly divider: number;
  /** Bits of register 5. */
  readonly register5: number;
  /** Bits of register 6. */
  readonly register6: number;
}

/** What goes into the registers of an FC0012 or FC0013 for one frequency. */
export interface FitipowerPlan {
  /** Registers 1 to 6. */
  readonly registers: readonly number[];
  /** Frequency at the mixer, Hz. */
  readonly frequency: number;
}

/** Bit of register 6 that selects the faster of the two oscillators. */
export const fasterOscillator = 0x08;
/** From here on the faster oscillator is tried first, Hz (librtlsdr's transfers). */
const fasterFrom = 3.06e9;

/**
 * Sets of register values for a frequency: oscillator = reference / 2 x (8 x PM + AM + XIN / 32768), XIN signed, where PM is register 2, AM
 * register 1 and XIN registers 3 and 4. AM runs from 2 to 15 and PM from 11 to 31, so what does not fit is carried over. XIN comes in
 * steps of 1 kHz of the oscillator. Worked out from librtlsdr's transfers.
 * @param reference Hz of the crystal @returns null where there is no such set
 */
export function fitipowerPlan(
  hz: number,
  reference: number,
  dividers: readonly FitipowerDivider[]
): FitipowerPlan | null {
  const row = dividers.find(({ below }) => hz < below);
  if (row === undefined) return null;
  const half = Math.floor(reference / 2);
  const oscillator = hz * row.divider;
  const whole = Math.floor(oscillator / half);
  const rest = oscillator - whole * half;
  const nearestWhole = rest >= Math.floor(half / 2) ? whole + 1 : whole;
  let pm = Math.floor(nearestWhole / 8);
  let am = nearestWhole - 8 * pm;
  if (am < 2) {
    am += 8;
    pm--;
  }
  if (pm > 31) {
    am += 8 * (pm - 31);
    pm = 31;
  }
  if (am > 15 || pm < 11) return null;
  const part = Math.floor((Math.floor(rest / 1000) * 32768) / Math.floor(half / 1000));
  const xin = part >= 16384 ? part + 32768 : part;
  const faster = oscillator >= fasterFrom ? fasterOscillator : 0;
  const signed = xin >= 32768 ? xin - 65536 : xin;
  return {
    registers: [am, pm, xin >> 8, xin & 0xff, row.register5, row.register6 | faster],
    frequency: (half * (8 * pm + am + signed / 32768)) / row.divider
  };
}
