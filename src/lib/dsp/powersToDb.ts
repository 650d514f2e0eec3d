import { lowestDb } from './powerToDb.ts';

const single = new Float32Array(1);
const singleBits = new Int32Array(single.buffer);
const dbPerOctave = 3.010299956639812;
const dbPerS = 8.685889638065037;

/**
 * 10 log10 of every power, as `powerToDb` with a shorter series: within 1e-5 dB plus the rounding to single precision. `into` may be
 * `powers` itself. Allocates nothing; about 4 ns per value.
 */
export function powersToDb(into: Float32Array, powers: Float32Array): void {
  const count = powers.length;
  for (let i = 0; i < count; i++) {
    const power = powers[i];
    // The bit patterns of subnormals and infinities do not split into mantissa and exponent; below lies nothing that a receiver measures.
    if (!(power >= 1.1754943508222875e-38 && power < Infinity)) {
      into[i] = power < 1 ? lowestDb : power;
      continue;
    }
    single[0] = power;
    const bits = singleBits[0];
    // 0x3f3504f3 is sqrt(1/2): the mantissa comes to lie between sqrt(1/2) and sqrt(2), where s stays below 0.172.
    const exponent = (bits - 0x3f3504f3) >> 23;
    singleBits[0] = bits - (exponent << 23);
    const s = (single[0] - 1) / (single[0] + 1);
    const q = s * s;
    into[i] = exponent * dbPerOctave + dbPerS * s * (1 + q * (1 / 3 + q * (1 / 5 + q * (1 / 7 + q * (1 / 9)))));
  }
}
