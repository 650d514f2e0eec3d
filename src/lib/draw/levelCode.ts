/**
 * Levels as 16-bit codes: dBFS = code / 128 - 300. A step is 0.0078 dB, so rounding stays within 0.004 dB, and the scale runs from -300 to
 * +211 dBFS: below any noise, above any unscaled float recording. Half the memory of float32, integer maximum, and a 65536-entry table
 * turns a code into a colour. Code 0 is "no power at all".
 */
export const codesPerDb = 128;
export const lowestDbfs = -300;
export const highestCode = 65535;

/** Level of a code, dBFS. */
export function codeToDbfs(code: number): number {
  return code / codesPerDb + lowestDbfs;
}

/** Nearest code of a level in dBFS, clamped to the scale. */
export function dbfsToCode(dbfs: number): number {
  const code = Math.round((dbfs - lowestDbfs) * codesPerDb);
  return code > 0 ? Math.min(code, highestCode) : 0;
}

/** Linear power (full-scale tone = 1) per code: for means, which are means of power. Single precision to be kind to the cache. */
export const codePower: Float32Array = new Float32Array(highestCode + 1);
for (let code = 0; code <= highestCode; code++) codePower[code] = 10 ** (codeToDbfs(code) / 10);

// 10 log10 of a float32 is a term of its exponent plus a term of its mantissa; 4096 mantissa steps are off by at most 0.0005 dB.
const exponentCode = new Float64Array(256);
const mantissaCode = new Float64Array(4096);
for (let i = 0; i < 256; i++) exponentCode[i] = (10 * Math.log10(2) * (i - 127) - lowestDbfs) * codesPerDb + 0.5;
for (let i = 0; i < 4096; i++) mantissaCode[i] = 10 * Math.log10(1 + (i + 0.5) / 4096) * codesPerDb;

/**
 * Turns float32 powers into codes: `bits` is the power array seen as Uint32, written from `at` on. Zero, denormals (below -379 dBFS),
 * negative values and NaN give code 0, infinity the highest.
 */
export function powersToCodes(bits: Uint32Array, codes: Uint16Array, at: number): void {
  for (let i = 0; i < bits.length; i++) {
    const word = bits[i];
    const exponent = word >>> 23;
    if (exponent === 0 || word > 0x7f800000) {
      codes[at + i] = 0;
      continue;
    }
    const code = exponentCode[exponent] + mantissaCode[(word >>> 11) & 4095];
    codes[at + i] = code > 0 ? (code < 65536 ? code : 65535) : 0;
  }
}
