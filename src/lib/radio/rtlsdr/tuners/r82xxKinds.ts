import type { TunerKind } from '../tuner.ts';
import { blogV4FrontEnd, blogV4LFrontEnd } from './blogFrontEnds.ts';
import { probeR82xx, R82xx, type R82xxFrontEnd } from './r82xx.ts';

const centers = [{ min: 24e6, max: 1766e6 }];

const r820tFrontEnd: R82xxFrontEnd = {
  centers,
  upconverter: false,
  shift: (hz) => hz,
  select: () => Promise.resolve()
};

/** The antenna of common R828D dongles hangs on two inputs: below this frequency the one for cable is taken. */
const cableBelow = 345e6;

const r828dFrontEnd: R82xxFrontEnd = {
  centers,
  upconverter: false,
  shift: (hz) => hz,
  select: (hz, registers) => registers.change(0x05, hz > cableBelow ? 0x00 : 0x60, 0x60)
};

/** R820T, R820T2, R860, and the R828S of the Blog V4L, which answers as one. */
export const r820tKind: TunerKind = {
  name: 'R820T',
  probe: (bus) => probeR82xx(bus, 0x34),
  create(bus, reference, board) {
    const model = { name: board === 'blog-v4l' ? 'R828S' : 'R820T', address: 0x34, crystal: null, vcoReference: 2 };
    return new R82xx(bus, model, board === 'blog-v4l' ? blogV4LFrontEnd : r820tFrontEnd, reference);
  }
};

/** R828D, with a crystal of 16 MHz but for the Blog's boards, where it runs from the demodulator's. */
export const r828dKind: TunerKind = {
  name: 'R828D',
  probe: (bus) => probeR82xx(bus, 0x74),
  create(bus, reference, board) {
    const model = { name: 'R828D', address: 0x74, crystal: board === 'plain' ? 16e6 : null, vcoReference: 1 };
    return new R82xx(bus, model, board === 'plain' ? r828dFrontEnd : blogV4FrontEnd, reference);
  }
};
