import type { FrequencySpan } from './mapping.ts';

/**
 * What is added to an offset (Hz) to say a frequency: the centre where it is known. Real samples span 0 to half their rate, while a complex band
 * lies about 0; without a centre their frequencies are those of the baseband and count from 0 Hz. Null: nobody knows, and offsets are all there is.
 */
export function frequencyOrigin(band: FrequencySpan, center: number | null): number | null {
  const real = band.lowHz + band.highHz > (band.highHz - band.lowHz) / 2;
  return center ?? (real ? 0 : null);
}
