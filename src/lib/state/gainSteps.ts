import type { RadioInfo } from '#lib/radio/radio.ts';

/** Step of a gain that moves freely, dB. */
const freeStep = 0.5;
const mostSteps = 2000;

/** Every gain that a slider stops at, rising, dB: the hardware's own steps, or half decibels where it has a range. */
export function gainSteps(gains: RadioInfo['gains']): readonly number[] {
  const steps = gains.flatMap(({ min, max }) => {
    const count = Math.min(mostSteps, Math.floor((max - min) / freeStep + 1e-9));
    const inside = Array.from({ length: count + 1 }, (_, i) => min + i * freeStep);
    return inside.at(-1) === max ? inside : [...inside, max];
  });
  return [...new Set(steps)].sort((a, b) => a - b);
}

/** Place of the step that is nearest to a gain; 0 where there are none. */
export function nearestStep(steps: readonly number[], gain: number): number {
  let best = 0;
  for (let i = 1; i < steps.length; i++) if (Math.abs(steps[i] - gain) < Math.abs(steps[best] - gain)) best = i;
  return best;
}
