import { WavepoolError } from '#lib/base/wavepoolError.ts';

/** `NAME,KEY=VALUE,KEY=VALUE` of a SPEC, taken apart. */
export interface SpecParts {
  readonly name: string;
  readonly pairs: ReadonlyMap<string, string>;
}

/**
 * @param spec the whole SPEC, for the error
 * @param rest what stands behind its scheme
 * @param form what it should look like
 * @throws WavepoolError `radio.bad-spec` for a pair without a key or a value, or a key that comes twice
 */
export function splitSpec(spec: string, rest: string, form: string): SpecParts {
  const [name, ...parts] = rest.split(',');
  const pairs = new Map<string, string>();
  for (const part of parts) {
    const at = part.indexOf('=');
    const key = part.slice(0, Math.max(0, at));
    if (key === '' || part.length === at + 1 || pairs.has(key))
      throw new WavepoolError('radio.bad-spec', { spec: spec.slice(0, 200), want: form });
    pairs.set(key, part.slice(at + 1));
  }
  return { name, pairs };
}
