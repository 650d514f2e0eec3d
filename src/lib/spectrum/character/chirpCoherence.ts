import type { Channel } from './downconvert.ts';

/** How steadily the frequency climbs or falls. */
export interface Chirp {
  /** Coherence of the second difference of phase at the best delay, 0 to 1, when its phase is away from zero; 0 otherwise. */
  readonly coherence: number;
  /** Hz per second, unsigned. */
  readonly slope: number;
}

/**
 * Mean of y(t + d) y*(t) with y(t) = x(t + d) x*(t), over delays d: exp(2 pi i k d^2) for a sweep of k Hz/s wherever it begins, 1 for a tone, a real
 * negative number as well for a sweep up and down. Other modulations lose coherence before the phase moves.
 */
export function chirpCoherence({ re, im, rate }: Channel, on: Uint8Array, width: number): Chirp {
  const n = re.length;
  let best: Chirp = { coherence: 0, slope: 0 };
  const step = Math.max(1, Math.floor(n / 8192));
  for (let delay = Math.max(2, (1.5 * rate) / width); delay < n / 8 && (delay * width) / rate < 160; delay *= 1.3) {
    const d = Math.round(delay);
    let a = 0;
    let b = 0;
    let all = 0;
    for (let i = 0; i + 2 * d < n; i += step) {
      if (on[i] === 0 || on[i + d] === 0 || on[i + 2 * d] === 0) continue;
      // x(t + 2d) x*(t + d)^2 x(t), each of unit size: strength must not count.
      const mr = re[i + d] * re[i + d] - im[i + d] * im[i + d];
      const mi = 2 * re[i + d] * im[i + d];
      const er = re[i] * re[i + 2 * d] - im[i] * im[i + 2 * d];
      const ei = re[i] * im[i + 2 * d] + im[i] * re[i + 2 * d];
      const size = Math.hypot(mr, mi) * Math.hypot(er, ei);
      if (size <= 0) continue;
      a += (er * mr + ei * mi) / size;
      b += (ei * mr - er * mi) / size;
      all++;
    }
    if (all < 200) continue;
    const angle = Math.abs(Math.atan2(b, a)) / (2 * Math.PI);
    // What a steady frequency leaves at zero phase does not count.
    const coherence = (Math.hypot(a, b) / all) * Math.min(1, angle / 0.1);
    if (coherence > best.coherence) best = { coherence, slope: (angle * rate * rate) / (d * d) };
  }
  return best;
}
