import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { Radio } from '#lib/radio/radio.ts';
import { radioOpeners } from './list.ts';
import type { RadioHost } from './radioOpener.ts';

/** Longer than any path or name: what is longer is a mistake, and not worth repeating in full. */
const longest = 4096;

/**
 * Opens the radio that a SPEC names.
 * @throws WavepoolError `radio.bad-spec` with what is possible, and what the radio's own driver throws
 */
export async function openRadio(spec: string, host: RadioHost): Promise<Radio> {
  const colon = spec.indexOf(':');
  const scheme = colon === -1 ? spec : spec.slice(0, colon);
  const opener = spec.length > longest ? undefined : radioOpeners.find((one) => one.scheme === scheme);
  if (opener === undefined) {
    const forms = radioOpeners.map(({ help }) => help.split(/\s{2}|\n/, 1)[0]).join(', ');
    throw new WavepoolError('radio.bad-spec', { spec: spec === '' ? '(empty)' : spec.slice(0, 80), want: forms });
  }
  return opener.open(colon === -1 ? '' : spec.slice(colon + 1), host);
}
