import type { TunerKind } from '../tuner.ts';
import { identifies, stepUp } from './chipRegisters.ts';
import type { FitipowerDivider } from './fc0012Pll.ts';
import { FitipowerTuner, fitipowerAddress } from './fitipowerTuner.ts';

// All register facts from librtlsdr's transfers.
const start: readonly (readonly [number, number])[] = [
  [0x01, 0x05],
  [0x02, 0x10],
  [0x03, 0x00],
  [0x04, 0x00],
  [0x05, 0x0f],
  [0x06, 0x00],
  [0x07, 0x20],
  [0x08, 0xff],
  [0x09, 0x6e],
  [0x0a, 0xb8],
  [0x0b, 0x82],
  [0x0c, 0xfe],
  [0x0d, 0x02],
  [0x0e, 0x00],
  [0x0f, 0x00],
  [0x10, 0x00],
  [0x11, 0x00],
  [0x12, 0x1f],
  [0x13, 0x08],
  [0x14, 0x00],
  [0x15, 0x04]
];

const dividers: readonly FitipowerDivider[] = [
  { below: 37.084e6, divider: 96, register5: 0x87, register6: 0xa0 },
  { below: 55.625e6, divider: 64, register5: 0x87, register6: 0xa2 },
  { below: 74.167e6, divider: 48, register5: 0x47, register6: 0xa0 },
  { below: 111.25e6, divider: 32, register5: 0x47, register6: 0xa2 },
  { below: 148.334e6, divider: 24, register5: 0x27, register6: 0xa0 },
  { below: 222.5e6, divider: 16, register5: 0x27, register6: 0xa2 },
  { below: 296.667e6, divider: 12, register5: 0x17, register6: 0xa0 },
  { below: 445e6, divider: 8, register5: 0x17, register6: 0xa2 },
  { below: 593.334e6, divider: 6, register5: 0x0f, register6: 0xa0 },
  { below: 948.6e6, divider: 4, register5: 0x0f, register6: 0xa2 }
];

/** Gains of the input stage, dB, and their codes in register 0x13. */
const gains = [-9.9, -4, 7.1, 17.9, 19.2];
const gainCodes = [0x02, 0x00, 0x08, 0x17, 0x10];
/** GPIO of the demodulator that switches the input filter: low for VHF, high for UHF. */
const inputFilter = 6;

/** Fitipower FC0012: zero-IF, 22 to 948 MHz, runs from the demodulator's crystal. */
class Fc0012 extends FitipowerTuner {
  readonly name = 'FC0012';
  readonly centers = [{ min: 22e6, max: 948.599e6 }];
  readonly gains = gains;
  protected readonly dividers = dividers;

  async init(): Promise<void> {
    await this.bus.setGpio(inputFilter, false);
    await this.registers.writeAll(start);
  }

  protected selectBand(hz: number): Promise<void> {
    return this.bus.setGpio(inputFilter, hz > 300e6);
  }

  /** The dividers are all in the PLL's registers. */
  protected finishPll(): Promise<void> {
    return Promise.resolve();
  }

  /** There is no other mode. */
  setManual(): Promise<void> {
    return Promise.resolve();
  }

  /** It has no automatic gain of its own that librtlsdr would use: automatic leaves the gain as it is. */
  async setGain(db: number | null): Promise<number | null> {
    if (db === null) return null;
    const at = stepUp(db, gains);
    await this.registers.update(0x13, 0x1f, gainCodes[at]);
    return gains[at];
  }
}

export const fc0012Kind: TunerKind = {
  name: 'FC0012',
  probe: (bus) => identifies(bus, fitipowerAddress, 0x00, 0xa1),
  create: (bus, reference) => new Fc0012(bus, reference)
};
