import type { SampleRate } from '#lib/base/units.ts';
import { sweepApi } from '../hackrf/hackRfIdentity.ts';
import { HackRfRadio } from '../hackrf/hackRfRadio.ts';
import { HackRfSweepRadio } from '../hackrf/hackRfSweepRadio.ts';
import type { Radio } from '../radio.ts';
import { SteppedSweepRadio, type SteppedSweepOptions } from './steppedSweepRadio.ts';

export interface SweepOptions extends SteppedSweepOptions {
  /** S/s, for radios that are stepped. Default: what the radio has. */
  readonly rate?: SampleRate;
}

/** A HackRF's offset is a line in the middle, with skirts. */
const hackRfHole = 0.02;

/**
 * The radio, made to sweep a band in the best way it has: a HackRF by its firmware, where that is not too old; any other from stop to
 * stop. Another band is another call, once the stream of the sweep has ended; closing the sweep closes the radio.
 * @throws WavepoolError `radio.range` when it cannot reach the band; the radio stays open then
 */
export async function openSweep(radio: Radio, { rate, ...options }: SweepOptions): Promise<Radio> {
  const hackRf = radio instanceof HackRfRadio;
  if (hackRf) {
    const { api } = radio.board.identity;
    if (api === null || api >= sweepApi) return new HackRfSweepRadio(radio, options.band);
  }
  if (rate !== undefined) await radio.configure({ rate });
  return new SteppedSweepRadio(radio, hackRf ? { hole: hackRfHole, ...options } : options);
}
