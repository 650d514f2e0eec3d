/** True for 1, 2, 4, 8 … up to 2^30. */
export function isPowerOfTwo(value: number): boolean {
  // The bit operations alone would drop a fraction.
  return Number.isInteger(value) && value > 0 && value <= 2 ** 30 && (value & (value - 1)) === 0;
}
