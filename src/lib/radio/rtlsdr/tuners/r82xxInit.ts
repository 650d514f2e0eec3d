import type { R82xxRegisters } from './r82xxRegisters.ts';

/** Registers from 5 on, and three behind the last, as librtlsdr's transfers write them. */
export const initialR82xx: readonly number[] = [
  0x83, 0x32, 0x75, 0xc0, 0x40, 0xd6, 0x6c, 0xf5, 0x63, 0x75, 0x68, 0x6c, 0x83, 0x80, 0x00, 0x0f, 0x00, 0xc0, 0x30,
  0x48, 0xcc, 0x60, 0x00, 0x54, 0xae, 0x4a, 0xc0, 0x00, 0x00, 0x00
];

/** Register, value, mask; meanings: webrtlsdr's comments. */
type Change = readonly [register: number, value: number, mask: number];

const before: readonly Change[] = [
  [0x0c, 0x00, 0x0f], // IF stage at its lowest gain
  [0x13, 0x31, 0x3f], // VCO bank
  [0x1d, 0x00, 0x38] // LNA detector off
];
const calibrating: readonly Change[] = [
  [0x0b, 0x60, 0x60], // narrowest
  [0x0f, 0x04, 0x04], // calibration clock on
  [0x10, 0x00, 0x03] // no capacitors at the crystal
];
const trigger: readonly Change[] = [
  [0x0b, 0x10, 0x10],
  [0x0b, 0x00, 0x10],
  [0x0f, 0x00, 0x04] // calibration clock off
];
const after: readonly Change[] = [
  [0x0b, 0x6b, 0xef], // filter of 6 MHz
  [0x07, 0x00, 0x80], // lower sideband
  [0x06, 0x10, 0x30], // filter gain 0 dB
  [0x1e, 0x60, 0x60], // filter extension
  [0x05, 0x00, 0x80], // loop through
  [0x1f, 0x00, 0x80], // loop through not attenuated
  [0x0f, 0x00, 0x80],
  [0x19, 0x60, 0x60], // least current in the polyphase filter
  [0x1d, 0xe5, 0xc7], // bandwidth and take-over point of the LNA's detector
  [0x1c, 0x24, 0xf8], // take-over point of the mixer's
  [0x0d, 0x53, 0xff], // thresholds of the LNA's AGC
  [0x0e, 0x75, 0xff], // thresholds of the mixer's
  [0x05, 0x00, 0x60], // antenna input
  [0x06, 0x00, 0x08], // second cable input off
  [0x11, 0x38, 0x38], // charge pump
  [0x17, 0x30, 0x30], // current of the prescaler
  [0x0a, 0x40, 0x60], // current of the filter
  // AGC: fast until it is set, then slow.
  [0x1d, 0x00, 0x38],
  [0x1c, 0x00, 0x04],
  [0x06, 0x00, 0x40],
  [0x1a, 0x30, 0x30],
  [0x1d, 0x18, 0x38],
  [0x1c, 0x04, 0x04],
  [0x1e, 0x0e, 0x1f],
  [0x1a, 0x20, 0x30]
];

/**
 * From the initial registers to working order: calibrates the channel filter at a frequency that `tune` sets, and sets gains, detectors
 * and AGC.
 */
export async function calibrateR82xx(registers: R82xxRegisters, tune: () => Promise<unknown>): Promise<void> {
  const apply = async (changes: readonly Change[]) => {
    for (const change of changes) await registers.change(...change);
  };
  await apply(before);
  let code = 0;
  for (let tries = 0; tries < 2; tries++) {
    await apply(calibrating);
    await tune();
    await apply(trigger);
    code = (await registers.status(5))[4] & 0x0f;
    // 0 and 15 are the ends of the scale: it did not come to anything.
    if (code !== 0 && code !== 15) break;
  }
  await registers.change(0x0a, 0x10 | (code === 15 ? 0 : code), 0x1f);
  await apply(after);
}
