/**
 * Reads a number as people of the field write it: `2400000`, `2.4M`, `250k`, `1.8G`, `1e6`, with or without a unit (`433.92MHz`,
 * `2.048MS/s`, `250ksps`). Null when it is none, or not finite. A small m is no mega.
 */
export function siNumber(text: string): number | null {
  const match = pattern.exec(text.trim()) as readonly (string | undefined)[] | null;
  if (match === null) return null;
  const exponent = (match[2] === undefined ? 0 : Number(match[2].slice(1))) + (exponents[match[3] ?? ''] ?? 0);
  // 433.92 * 1e6 is not 433920000: the decimal point moves in the text.
  const value = Number(`${match[1]}e${exponent}`);
  return Number.isFinite(value) ? value : null;
}

const pattern = /^([+-]?(?:\d+\.?\d*|\.\d+))([eE][+-]?\d+)?\s*([kKMG]?)(?:[Hh][Zz]|[Ss]\/s|[Ss][Pp][Ss])?$/;
const exponents: Readonly<Record<string, number>> = { k: 3, K: 3, M: 6, G: 9 };
