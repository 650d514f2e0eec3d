import type { Range } from '../radio.ts';

/** Samples per second of every sweep: what the firmware's timing is made for. */
export const sweepRate = 20e6;

/** Bytes per stop of the sweep, header included: the firmware's own buffer. */
export const blockBytes = 16384;

/** What the firmware has to be told of a sweep, and what may be expected of it then. */
export interface HackRfSweepPlan {
  /** Hz, on the firmware's grid of whole MHz; covers what is wanted. */
  readonly low: number;
  readonly high: number;
  /** Hz above the frequency in a block's header at which the block was received. */
  readonly offset: number;
  /** Payload of the request. */
  readonly request: Uint8Array<ArrayBuffer>;
  /** Stops of one round. The firmware goes through them in order, a block each. */
  readonly stops: number;
  /** Which of them (0 to `stops` - 1) has this frequency in its header; -1: none. */
  readonly stopAt: (frequency: number) => number;
}

/** A whole step is the sampled band, and the firmware goes it in two sub-steps: first a quarter on, then three quarters. */
const step = sweepRate;
/**
 * A block is received 7.5 MHz above the frequency in its header, so that the header names the lower end of what the filter passes (15 MHz). Of that the
 * lowest and the highest 5 MHz are used, and never the middle, where the converter's offset is. The next sub-step, 5 MHz up, fills both holes.
 */
const offset = 0.375 * sweepRate;
export const sweepUsable: readonly Range[] = [
  { min: -0.375, max: -0.125 },
  { min: 0.125, max: 0.375 }
];
/** Style 1 of the firmware. */
const interleaved = 1;

/**
 * The sweep that covers `low` to `high` Hz with the rate, steps and offset of hackrf_sweep (tests/vectors/hackrf): whole MHz, a whole number of steps.
 * @param ppm how much too fast the crystal is: the firmware's MHz are that much longer
 */
export function hackRfSweepPlan({ min, max }: Range, ppm: number): HackRfSweepPlan {
  const fast = 1 + ppm * 1e-6;
  const first = Math.floor(min / fast / 1e6);
  const steps = Math.max(1, Math.ceil((max / fast / 1e6 - first) / (step / 1e6)));
  const low = first * 1e6;
  const high = low + steps * step;
  const request = new Uint8Array(13);
  const view = new DataView(request.buffer);
  view.setUint32(0, step, true);
  view.setUint32(4, offset, true);
  view.setUint8(8, interleaved);
  view.setUint16(9, low / 1e6, true);
  view.setUint16(11, high / 1e6, true);
  return {
    low,
    high,
    offset,
    request,
    stops: 2 * steps,
    stopAt: (frequency) => {
      const into = (frequency - low) % step;
      if (!(frequency >= low && frequency < high && (into === 0 || into === step / 4))) return -1;
      return (2 * (frequency - low - into)) / step + (into === 0 ? 0 : 1);
    }
  };
}
