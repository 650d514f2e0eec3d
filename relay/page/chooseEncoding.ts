import type { Encoding } from './pageFile.ts';

/**
 * The form to send, by RFC 9110 section 12.5.3: of those that are there and accepted the one with the highest weight, the smaller form on
 * a tie. Identity is what remains, even when it was refused: a body that arrives beats a 406.
 * @param header the request's Accept-Encoding
 * @param has what there is besides identity
 */
export function chooseEncoding(header: string | null, has: (encoding: Encoding) => boolean): Encoding {
  if (header === null) return 'identity';
  const weights = new Map<string, number>();
  for (const part of header.toLowerCase().split(',', 20)) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    if (name === '') continue;
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    const weight = q === undefined ? 1 : Number(q.slice(2));
    weights.set(name === 'x-gzip' ? 'gzip' : name, weight >= 0 && weight <= 1 ? weight : 0);
  }
  const weightOf = (encoding: Encoding) =>
    weights.get(encoding) ?? (encoding === 'identity' ? undefined : weights.get('*')) ?? 0;
  let best: Encoding = 'identity';
  let bestWeight = weightOf('identity');
  for (const encoding of ['gzip', 'br'] as const) {
    const weight = weightOf(encoding);
    if (weight > 0 && weight >= bestWeight && has(encoding)) {
      best = encoding;
      bestWeight = weight;
    }
  }
  return best;
}
