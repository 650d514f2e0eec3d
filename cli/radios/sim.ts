import { openSimulator } from '#lib/radio/world/openSimulator.ts';
import { parseSimSpec } from '#lib/radio/world/parseSimSpec.ts';
import type { RadioOpener } from './radioOpener.ts';

/** The simulated world. */
export const sim: RadioOpener = {
  scheme: 'sim',
  help: `sim[:seed=7,…]           the simulated world; also format=cu8|cs8|cs16, ppm=, nf=, gain=,
                         paced=yes|no, start=SECONDS|now, serial=`,
  async open(rest, { clock }) {
    const spec = parseSimSpec(rest === '' ? 'sim' : `sim:${rest}`);
    return Promise.resolve(openSimulator(spec, clock));
  }
};
