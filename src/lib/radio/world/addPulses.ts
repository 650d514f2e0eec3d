import { chunkSamples, type Reception } from './reception.ts';
import { turnStepRadians, turnSteps, turnTable } from './turnTable.ts';

/** Keeps phases positive, so that cutting off the fraction rounds down. */
const bias = 65536;

/**
 * Adds an on-off keyed carrier to a chunk.
 *
 * Each sample is the mean of the envelope over one sample's length around it, as an integrating sampler takes it: pulses shorter than a
 * sample keep their energy, and edges alias little. Edges are straight, `rise` seconds long, centred on their time.
 *
 * @param pulses on and off times in turn, ascending, seconds after the burst's start
 * @param start where the burst starts: seconds after sample 0's emission time (negative: before)
 * @param phase turns on top of the carrier
 */
export function addPulses(
  reception: Reception,
  pulses: Float64Array,
  start: number,
  rise: number,
  phase: number
): void {
  const { i, q, amplitude, carrier, turn, step } = reception;
  const table = turnTable();
  const reach = (rise + step) / 2;
  const half = step / 2;
  const ramp = rise / 2;
  for (let p = firstEndingAfter(pulses, -start - reach); p < pulses.length; p += 2) {
    const on = start + pulses[p];
    const off = start + pulses[p + 1];
    let n = Math.ceil((on - reach) / step);
    if (n >= chunkSamples) return;
    if (n < 0) n = 0;
    const end = Math.min(chunkSamples, Math.floor((off + reach) / step) + 1);
    const whole = phase + carrier + turn * n;
    const base = (whole - Math.floor(whole) + bias) * turnSteps;
    const first = n;
    for (; n < end; n++) {
      const t = n * step;
      let a = amplitude;
      if (t - on < reach || off - t < reach) {
        const area =
          edgeArea(t + half - on, ramp) -
          edgeArea(t - half - on, ramp) -
          edgeArea(t + half - off, ramp) +
          edgeArea(t - half - off, ramp);
        a *= area / step;
      }
      const x = base + turnSteps * turn * (n - first);
      const at = x | 0;
      const d = (x - at - 0.5) * turnStepRadians;
      const c = table[(at & (turnSteps - 1)) * 2];
      const s = table[(at & (turnSteps - 1)) * 2 + 1];
      i[n] += a * (c - d * s);
      q[n] += a * (s + d * c);
    }
  }
}

/** Area under an edge from 0 to 1 around time 0, up to t. */
function edgeArea(t: number, ramp: number): number {
  if (t <= -ramp) return 0;
  if (t >= ramp) return t;
  return ((t + ramp) * (t + ramp)) / (4 * ramp);
}

/** Index of the first pulse that ends after `time`, by halving. */
function firstEndingAfter(pulses: Float64Array, time: number): number {
  let low = 0;
  let high = pulses.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pulses[2 * middle + 1] > time) high = middle;
    else low = middle + 1;
  }
  return 2 * low;
}
