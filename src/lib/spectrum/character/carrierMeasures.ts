import type { Channel } from './downconvert.ts';

/** What there is of a carrier, and how the rest stands to it. */
export interface CarrierMeasures {
  /** Share of the signal's power in one narrow line. */
  readonly share: number;
  readonly hz: number;
  /** Of the power beside the carrier, the share that is at right angles to it: 0 for AM, 1 for a small phase modulation, 1/2 for anything else. */
  readonly quadrature: number;
  /** Share of the power beside the carrier. */
  readonly sidebands: number;
  /** Power in phase with the carrier less that at right angles to it, in standard deviations of what noise would make of it. */
  readonly significance: number;
}

/** @param carrierHz where the line is @param noise power of a sample without signal */
export function carrierMeasures(
  { re, im, rate }: Channel,
  on: Uint8Array,
  width: number,
  noise: number,
  carrierHz: number
): CarrierMeasures {
  const n = re.length;
  const block = Math.max(8, Math.round((40 * rate) / width));
  const turn = (-2 * Math.PI * carrierHz) / rate;
  let inPhase = 0;
  let quadrature = 0;
  let line = 0;
  let count = 0;
  let power = 0;
  for (let start = 0; start + block <= n; start += block) {
    let a = 0;
    let b = 0;
    let all = 0;
    for (let i = start; i < start + block; i++) {
      if (on[i] === 0) continue;
      const c = Math.cos(turn * i);
      const s = Math.sin(turn * i);
      a += re[i] * c - im[i] * s;
      b += re[i] * s + im[i] * c;
      all++;
    }
    if (all < block) continue;
    a /= block;
    b /= block;
    const size = Math.hypot(a, b);
    if (size <= 0) continue;
    for (let i = start; i < start + block; i++) {
      const c = Math.cos(turn * i);
      const s = Math.sin(turn * i);
      const x = re[i] * c - im[i] * s - a;
      const y = re[i] * s + im[i] * c - b;
      const p = (x * a + y * b) / size;
      const q = (y * a - x * b) / size;
      inPhase += p * p;
      quadrature += q * q;
      power += re[i] * re[i] + im[i] * im[i];
    }
    line += size * size * block;
    count += block;
  }
  if (count === 0) return { share: 0, hz: carrierHz, quadrature: 0.5, sidebands: 1, significance: 0 };
  const perBlock = noise / block;
  const inside = Math.max(0, inPhase / count - noise / 2);
  const across = Math.max(0, quadrature / count - noise / 2);
  const signal = Math.max(1e-30, power / count - noise);
  return {
    share: Math.min(1, Math.max(0, line / count - perBlock * 4) / signal),
    hz: carrierHz,
    quadrature: inside + across > 0 ? across / (inside + across) : 0.5,
    sidebands: (inside + across) / signal,
    significance: (inside - across) / (noise + 1e-3 * signal) / Math.sqrt(rate / (count * width))
  };
}
