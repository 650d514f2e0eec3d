import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { cfarProbability } from './cfarProbability.ts';
import type { CfarSettings } from './cfarSettings.ts';

/** What the order statistics are calibrated for; sums are exact beyond. */
const leastAlarms = { ca: 1e-9, go: 1e-9, so: 1e-9, os: 1e-6 } as const;
const mostAlarms = 1e-2;

/**
 * The multiple of the floor beyond which a cell of white noise lies with probability `pfa`.
 * @param settings what is compared with what, and `pfa`, the false alarms wanted per cell: 1e-9 ('os' 1e-6) to 1e-2
 * @throws WavepoolError `option.bad-value`
 */
export function cfarThreshold(settings: CfarSettings & { readonly pfa: number }): number {
  const { pfa, kind } = settings;
  const least = leastAlarms[kind];
  if (!(pfa >= least && pfa <= mostAlarms))
    throw new WavepoolError('option.bad-value', { option: 'pfa', value: pfa, want: `${least} to ${mostAlarms}` });
  const probability = cfarProbability(settings);
  const wanted = Math.log(pfa);
  // The logarithm of the probability falls with that of the multiplier: false position, the stale end halved (Illinois).
  let low = 0;
  let high = Math.log(2);
  let atLow = Math.log(probability(1)) - wanted;
  let atHigh = Math.log(probability(2)) - wanted;
  while (atHigh > 0) {
    low = high;
    atLow = atHigh;
    high *= 2;
    atHigh = Math.max(-700, Math.log(probability(Math.exp(high)))) - wanted;
  }
  atHigh = Math.max(atHigh, -700);
  for (let i = 0; i < 60 && high - low > 1e-8; i++) {
    const middle = (low * atHigh - high * atLow) / (atHigh - atLow);
    const at = Math.max(-700, Math.log(probability(Math.exp(middle)))) - wanted;
    if (Math.abs(at) < 1e-8) return Math.exp(middle);
    if (at > 0) {
      low = middle;
      atLow = at;
      atHigh /= 2;
    } else {
      high = middle;
      atHigh = at;
      atLow /= 2;
    }
  }
  return Math.exp((low + high) / 2);
}
