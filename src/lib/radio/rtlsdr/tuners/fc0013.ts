import type { TunerKind } from '../tuner.ts';
import { identifies, stepUp } from './chipRegisters.ts';
import type { FitipowerDivider } from './fc0012Pll.ts';
import { FitipowerTuner, fitipowerAddress } from './fitipowerTuner.ts';

// All register facts from librtlsdr's transfers.
const start: readonly (readonly [number, number])[] = [
  [0x01, 0x09],
  [0x02, 0x16],
  [0x03, 0x00],
  [0x04, 0x00],
  [0x05, 0x17],
  [0x06, 0x02],
  [0x07, 0x2a],
  [0x08, 0xff],
  [0x09, 0x6e],
  [0x0a, 0xb8],
  [0x0b, 0x82],
  [0x0c, 0xfe],
  [0x0d, 0x01],
  [0x0e, 0x00],
  [0x0f, 0x00],
  [0x10, 0x00],
  [0x11, 0x00],
  [0x12, 0x00],
  [0x13, 0x00],
  [0x14, 0x50],
  [0x15, 0x01]
];

const dividers: readonly FitipowerDivider[] = [
  { below: 37.084e6, divider: 96, register5: 0x87, register6: 0xa0 },
  { below: 55.625e6, divider: 64, register5: 0x07, register6: 0xa2 },
  { below: 74.167e6, divider: 48, register5: 0x47, register6: 0xa0 },
  { below: 111.25e6, divider: 32, register5: 0x87, register6: 0xa2 },
  { below: 148.334e6, divider: 24, register5: 0x27, register6: 0xa0 },
  { below: 222.5e6, divider: 16, register5: 0x47, register6: 0xa2 },
  { below: 296.667e6, divider: 12, register5: 0x17, register6: 0xa0 },
  { below: 445e6, divider: 8, register5: 0x27, register6: 0xa2 },
  { below: 593.334e6, divider: 6, register5: 0x0f, register6: 0xa0 },
  // librtlsdr leaves 948.6 to 950 MHz out.
  { below: 948.6e6, divider: 4, register5: 0x17, register6: 0xa2 },
  { below: 1897.2e6, divider: 2, register5: 0x0f, register6: 0xa2 }
];
const by64 = 64;

/** Input filter below 300 MHz: up to so many Hz, code in bits 2 to 4 of register 0x1d. */
const inputFilters: readonly (readonly [upTo: number, code: number])[] = [
  [177.5e6, 7],
  [184.5e6, 6],
  [191.5e6, 5],
  [198.5e6, 4],
  [205.5e6, 3],
  [219.5e6, 2],
  [300e6, 1]
];

/** Gains of the input stage, dB, and their codes in register 0x14. */
const gains = [
  -9.9, -7.3, -6.5, -6.3, -6, -5.8, -5.4, 5.8, 6.1, 6.3, 6.5, 6.7, 6.8, 7, 7.1, 17.9, 18.1, 18.2, 18.4, 18.6, 18.8,
  19.1, 19.7
];
const gainCodes = [2, 3, 5, 4, 7, 1, 6, 15, 14, 13, 12, 11, 10, 9, 8, 23, 22, 21, 20, 19, 18, 17, 16];

/** Fitipower FC0013: zero-IF, 22 to 1700 MHz, runs from the demodulator's crystal. */
class Fc0013 extends FitipowerTuner {
  readonly name = 'FC0013';
  readonly centers = [{ min: 22e6, max: 1700e6 }];
  readonly gains = gains;
  protected readonly dividers = dividers;

  async init(): Promise<void> {
    await this.registers.writeAll(start);
  }

  protected async finishPll(hz: number): Promise<void> {
    const divider = dividers.find(({ below }) => hz < below)?.divider;
    await this.registers.update(0x11, 0x04, divider === by64 ? 0x04 : 0x00);
  }

  protected async selectBand(hz: number): Promise<void> {
    const vhf = hz < 300e6;
    const filter = vhf ? (inputFilters.find(([upTo]) => hz <= upTo)?.[1] ?? 1) : 7;
    await this.registers.update(0x1d, 0x1c, filter << 2);
    await this.registers.update(0x07, 0x10, vhf ? 0x10 : 0x00);
    await this.registers.update(0x14, 0xe0, vhf ? 0x00 : 0x40);
  }

  async setGain(db: number | null): Promise<number | null> {
    await this.#setMode(db === null ? 0x00 : 0x08);
    if (db === null) return null;
    const at = stepUp(db, gains);
    await this.registers.update(0x14, 0x1f, gainCodes[at]);
    return gains[at];
  }

  setManual(): Promise<void> {
    return this.#setMode(0x08);
  }

  async #setMode(manual: 0x00 | 0x08): Promise<void> {
    await this.registers.update(0x0d, 0x08, manual);
    await this.registers.write(0x13, 0x0a); // gain behind the mixer
  }
}

export const fc0013Kind: TunerKind = {
  name: 'FC0013',
  probe: (bus) => identifies(bus, fitipowerAddress, 0x00, 0xa3),
  create: (bus, reference) => new Fc0013(bus, reference)
};
