const scales: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

/**
 * Reads a frequency the way people type it: `101.7M`, `7020k`, `433,92 MHz`, `2.4e6`, `101 700 000`. Without a unit it is hertz, but a number
 * below `bareUnit` with a decimal sign is megahertz, as on every receiver's keypad.
 * @returns Hz, or null when it is not a frequency
 */
export function parseFrequency(text: string): number | null {
  const plain = text
    .trim()
    .replace(/[\s_'\u00a0\u202f]/g, '')
    .replace(',', '.');
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e\d+)?)([kmg]?)(?:hz|s\/s|sps)?$/i.exec(plain);
  if (match === null) return null;
  const unit = match[2].toLowerCase();
  const bare = unit === '' && !/hz|s/i.test(plain) && plain.includes('.') && Number(match[1]) < bareUnit;
  const value = Number(match[1]) * (bare ? 1e6 : scales[unit]);
  return Number.isFinite(value) ? Math.round(value * 1e3) / 1e3 : null;
}

const bareUnit = 10_000;
