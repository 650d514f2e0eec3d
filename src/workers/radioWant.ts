import { hz, sampleRate } from '#lib/base/units.ts';
import type { RadioWant } from '#lib/radio/radio.ts';
import type { SourceWant } from '#lib/state/radioRequest.ts';

/** A wish in plain numbers, as a radio takes it. @throws RangeError for what is no number */
export function radioWant({ center, rate, ...rest }: SourceWant): RadioWant {
  return {
    ...rest,
    ...(center === undefined ? {} : { center: hz(center) }),
    ...(rate === undefined ? {} : { rate: sampleRate(rate) })
  };
}
