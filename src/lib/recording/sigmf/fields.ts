import { hz, type Hz } from '#lib/base/units.ts';

/**
 * Takes fields out of JSON objects, each of the type it has to be; what is absent (or null) is null. `bad` is told of what is there and wrong: it
 * throws, or the field counts as absent.
 */
export class Fields {
  readonly #bad: (key: string, why: string) => null;

  constructor(bad: (key: string, why: string) => null) {
    this.#bad = bad;
  }

  text(object: Record<string, unknown>, key: string): string | null {
    const value = object[key] ?? null;
    return value === null || typeof value === 'string' ? value : this.#bad(key, 'is no text');
  }

  number(object: Record<string, unknown>, key: string): number | null {
    const value = object[key] ?? null;
    return value === null || (typeof value === 'number' && Number.isFinite(value))
      ? value
      : this.#bad(key, 'is no number');
  }

  frequency(object: Record<string, unknown>, key: string): Hz | null {
    const value = this.number(object, key);
    if (value === null) return null;
    return Math.abs(value) <= 1e12 ? hz(value) : this.#bad(key, `is ${value} Hz, which is no frequency`);
  }

  count(object: Record<string, unknown>, key: string): number | null {
    const value = this.number(object, key);
    return value === null || (Number.isSafeInteger(value) && value >= 0)
      ? value
      : this.#bad(key, `is ${value}, not a whole number from 0 up`);
  }

  /** `core:sample_start`, counted from the first sample of the dataset. */
  start(object: Record<string, unknown>, offset: number): number | null {
    const value = this.count(object, 'core:sample_start');
    if (value === null) return null;
    return value >= offset
      ? value - offset
      : this.#bad('core:sample_start', `is ${value}, before core:offset ${offset}`);
  }
}
