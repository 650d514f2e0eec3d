import { defaultSettings, type EngineSettings } from './engineSettings.ts';
import type { SweepBand } from './sweepBand.ts';

const leastFft = 256;
/** About as many bins over the whole sweep until a person chooses: several for each pixel, and history for minutes. */
const defaultBins = 16384;

/** The largest transform that fits into one visit to a centre. @param visit samples */
export function fittingFft(visit: number): number {
  return 2 ** Math.floor(Math.log2(visit));
}

/** What suits a sweep until a person chooses: the wider it is, the coarser. @param rate S/s of every block */
export function defaultSweepSettings({ low, high, visit }: SweepBand, rate: number): EngineSettings {
  const settings = defaultSettings(rate);
  let fft = Math.min(4096, fittingFft(visit));
  while (fft > leastFft && ((high - low) / rate) * fft > defaultBins) fft /= 2;
  return { ...settings, fft };
}
