import type { TunerBus } from '../tuner.ts';
import type { R82xxFrontEnd } from './r82xx.ts';
import type { R82xxRegisters } from './r82xxRegisters.ts';

/**
 * RTL-SDR Blog V4 and V4L: below 28.8 MHz the antenna goes through a mixer that shifts it up by the crystal. Facts and sources:
 * tests/vectors/blogV4.
 */
const centers = [{ min: 500e3, max: 1766e6 }];
const upconverterBelow = 28.8e6;
/** GPIO that feeds the antenna to the upconverter: low for HF. */
const upconverterPin = 5;

/** The crystal that shifts the signal up is the one that the correction is about. */
function shift(hz: number, crystal: number): number {
  return hz < upconverterBelow ? hz + crystal : hz;
}

/** Broadcast bands, Hz, both ends included: the V4's notch filters lie on them, and are off when it is tuned there. */
const notched = [
  { from: 0, to: 2.2e6 },
  { from: 85e6, to: 112e6 },
  { from: 172e6, to: 242e6 }
];
const uhfFrom = 250e6;

/** V4: three inputs of the R828D, and notch filters switched by the chip's open-drain output. */
export const blogV4FrontEnd: R82xxFrontEnd = {
  centers,
  upconverter: true,
  shift,
  async select(hz, registers, bus) {
    const wanted = notched.some(({ from, to }) => hz >= from && hz <= to);
    await registers.change(0x17, wanted ? 0x00 : 0x08, 0x08);
    const hf = hz < upconverterBelow;
    // Second cable input for HF, first for VHF, antenna input above.
    await registers.change(0x06, hf ? 0x08 : 0x00, 0x08);
    await selectHf(hf, registers, bus);
    await registers.change(0x05, hf ? 0x20 : hz < uhfFrom ? 0x60 : 0x00, 0x60);
  }
};

/** V4L: one input; loop through stays off, and the input stage is off on HF. */
export const blogV4LFrontEnd: R82xxFrontEnd = {
  centers,
  upconverter: true,
  shift,
  async select(hz, registers, bus) {
    const hf = hz < upconverterBelow;
    await selectHf(hf, registers, bus);
    await registers.change(0x05, hf ? 0xe0 : 0x80, 0xe0);
  }
};

async function selectHf(hf: boolean, registers: R82xxRegisters, bus: TunerBus): Promise<void> {
  await bus.setGpio(upconverterPin, !hf);
  if (!hf) return;
  // What is shifted up lies where the chip's own filters would be in its way: they are bypassed.
  await registers.change(0x1a, 0x40, 0xc3);
  await registers.change(0x1b, 0x00, 0xff);
}
