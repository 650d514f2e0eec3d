import type { SweepInfo } from '#lib/radio/radio.ts';
import { durationText, frequencyText } from './quantityText.ts';

/** The ends of a sweep as they read side by side: `87.5 to 108 MHz`, `1 MHz to 6 GHz`. */
export function sweepSpanText({ low, high }: Pick<SweepInfo, 'low' | 'high'>): string {
  const to = frequencyText(high, 1e3);
  if (low === 0) return `0 to ${to}`;
  const from = frequencyText(low, 1e3);
  const [unit, same] = [to.slice(-3), from.slice(-3)];
  return `${unit === same ? from.slice(0, -4) : from} to ${to}`;
}

/** A small share with two digits that count: `0.055 %`. */
export function smallShareText(share: number): string {
  const percent = 100 * share;
  return `${percent >= 10 ? Math.round(percent) : Number(percent.toPrecision(2))}\u00a0%`;
}

/**
 * How much of the time a sweep listens, in words.
 * @param listening share of time that each frequency is listened to; null while it is not known @param rate S/s
 */
export function listeningText(sweep: SweepInfo, rate: number, listening: number | null): string {
  const visit = sweep.visit / rate;
  const each = `A sweep listens to one part of the band after the other, ${durationText(visit)} to each.`;
  const unheard = 'What is on air only while it listens elsewhere is not seen.';
  if (listening === null || listening === 0) return `${each} ${unheard}`;
  return `${each} Any one frequency is heard ${smallShareText(listening)} of the time. ${unheard}`;
}
