/** No level that a sample can have lies above. */
const largest = 1e30;

/** Copies powers to `target` from index `at` on; what is no number, below 0 or beyond 1e30 becomes 0. */
export function levelOrZero(power: Float32Array, target: Float32Array, at: number): void {
  for (let bin = 0; bin < power.length; bin++) {
    const value = power[bin];
    target[at + bin] = value > 0 && value < largest ? value : 0;
  }
}
