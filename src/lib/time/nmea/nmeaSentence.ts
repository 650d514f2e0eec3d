/** One sentence of NMEA 0183 whose checksum is right. */
export interface NmeaSentence {
  /** Who speaks: GP, GL, GA, GB, BD, GQ, GN …; `P` for a maker's own sentences. */
  readonly talker: string;
  /** RMC, GGA …; of a maker's own sentence all that follows the P. */
  readonly type: string;
  readonly fields: readonly string[];
}

/**
 * Takes a line `$GPGGA,…*47` apart; null when it is none or its checksum (exclusive or of all between `$` and `*`) is missing or wrong. The
 * standard asks for the checksum since version 3.0, and without one, noise of a wrong rate would pass for positions.
 */
export function parseSentence(line: string): NmeaSentence | null {
  const form = /^\$(P|[A-Z]{2})([A-Z0-9]{3,8})((?:,[^*$]*)?)\*([0-9A-Fa-f]{2})\s*$/.exec(line);
  if (form === null) return null;
  const [, talker, type, rest, sum] = form;
  let check = 0;
  for (let i = 1; i < line.lastIndexOf('*'); i++) check ^= line.charCodeAt(i);
  if (check !== parseInt(sum, 16)) return null;
  if (talker !== 'P' && type.length !== 3) return null;
  return { talker, type, fields: rest === '' ? [] : rest.slice(1).split(',') };
}
