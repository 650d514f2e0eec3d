import { sweepApi } from '../hackrf/hackRfIdentity.ts';
import { HackRfRadio } from '../hackrf/hackRfRadio.ts';
import { HackRfSweepRadio } from '../hackrf/hackRfSweepRadio.ts';
import type { Radio } from '../radio.ts';
import { SteppedSweepRadio, type SteppedSweepOptions } from './steppedSweepRadio.ts';

/** Its converter's offset is a line in the middle, with skirts. */
const hackRfHole = 0.02;

/**
 * The radio, made to sweep a band in the best way it has: a HackRF by its firmware, where that is not too old; any other from stop to
 * stop. Another band is another call, once the
 * stream of the sweep has ended; closing the sweep closes the radio.
 * @throws WavepoolError `radio.range` when it cannot reach the band
 */
export function openSweep(radio: Radio, options: SteppedSweepOptions): Radio {
  if (!(radio instanceof HackRfRadio)) return new SteppedSweepRadio(radio, options);
  const { api } = radio.board.identity;
  if (api === null || api >= sweepApi) return new HackRfSweepRadio(radio, options.band);
  return new SteppedSweepRadio(radio, { hole: hackRfHole, ...options });
}
