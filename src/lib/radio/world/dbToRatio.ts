/** 10^(db / 10): a power ratio from decibels, made of + - * and rounding only, so that samples built from it are the same on every engine. */
export function dbToRatio(db: number): number {
  const x = db * 0.23025850929940456;
  const octaves = Math.round(x * 1.4426950408889634);
  // ln 2 in two pieces: the product with the first is exact, so the rest keeps its precision.
  const rest = x - octaves * 0.693145751953125 - octaves * 1.4286068203094173e-6;
  let sum = 1;
  for (let k = 16; k >= 1; k--) sum = 1 + (sum * rest) / k;
  for (let k = octaves; k > 0; k--) sum *= 2;
  for (let k = octaves; k < 0; k++) sum /= 2;
  return sum;
}
