import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { TunerBus } from '../tuner.ts';
import type { ChipRegisters } from './chipRegisters.ts';
import { fasterOscillator } from './fc0012Pll.ts';

const calibration = 0x0e;
const end = 0x3f;
/** What a voltage at its end gets to move away from there, milliseconds. */
const patience = 10;

/**
 * Calibrates the oscillator of an FC0012 or FC0013 and changes to its other one where the tuning voltage (0 to 63, falling with frequency)
 * says that the first is at its end: above 60 the slower one, below 2 the faster one, as librtlsdr does.
 * @param register6 as just written @throws WavepoolError `radio.not-locked` when the voltage stays at either end
 */
export async function settleOscillator(
  bus: TunerBus,
  registers: ChipRegisters,
  register6: number,
  name: string,
  hz: number
): Promise<void> {
  let voltage = await calibrate(registers);
  const faster = (register6 & fasterOscillator) !== 0;
  if (faster ? voltage > 60 : voltage < 2) {
    await registers.write(6, register6 ^ fasterOscillator);
    voltage = await calibrate(registers);
  }
  if (voltage > 0 && voltage < end) return;
  await bus.settle(patience);
  voltage = (await registers.read(calibration)) & end;
  if (voltage === 0 || voltage === end) throw new WavepoolError('radio.not-locked', { radio: name, center: hz });
}

/** @returns the tuning voltage that it comes to */
async function calibrate(registers: ChipRegisters): Promise<number> {
  for (const value of [0x80, 0x00, 0x00]) await registers.write(calibration, value);
  return (await registers.read(calibration)) & end;
}
