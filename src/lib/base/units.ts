/** Branded number types: a value in hertz cannot be handed over where seconds are wanted. Cast only through the constructors below. */
declare const unit: unique symbol;
type Unit<Name extends string> = number & { readonly [unit]: Name };

/** Frequency or bandwidth, hertz. */
export type Hz = Unit<'Hz'>;
/** Complex (or real) samples per second. */
export type SampleRate = Unit<'S/s'>;
/** Time or duration, seconds. Times of day are seconds since 1970-01-01T00:00:00Z. */
export type Seconds = Unit<'s'>;

export function hz(value: number): Hz {
  return finite(value, 'Hz') as Hz;
}
export function sampleRate(value: number): SampleRate {
  if (!(value > 0)) throw new RangeError(`A sample rate must be above 0 S/s, not ${value}`);
  return finite(value, 'S/s') as SampleRate;
}
export function seconds(value: number): Seconds {
  return finite(value, 's') as Seconds;
}

function finite(value: number, name: string): number {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a value in ${name}`);
  return value;
}
