import type { WindowName } from '#lib/dsp/window.ts';
import { defaultFft } from './rowPlan.ts';

/** How samples become the spectra that are shown. */
export interface EngineSettings {
  /** A power of two from 256 to 65536. */
  readonly fft: number;
  readonly window: WindowName;
  /** Share of a segment that the next one covers again: 0, 0.5 or 0.75. */
  readonly overlap: number;
}

/** What is used until a person chooses. */
export function defaultSettings(rate: number): EngineSettings {
  return { fft: defaultFft(rate), window: 'hann', overlap: 0.5 };
}
