import type { Channel } from './downconvert.ts';

export interface FrequencyMeasures {
  /** Instantaneous frequency, Hz, sample by sample; 0 where the signal is off. */
  readonly track: Float64Array;
  readonly meanHz: number;
  readonly deviationHz: number;
  readonly kurtosis: number;
  /** How deep the valley between the two highest modes of its distribution is: 0 none, 1 down to nothing. */
  readonly valley: number;
  /** Share of the track's variance in changes faster than a tenth of the bandwidth … voice is slower, symbols of a narrow FSK are not. */
  readonly fast: number;
}

const histogramBins = 48;

/** Statistics of the instantaneous frequency: the angle of the lag product, averaged over 1 / bandwidth. */
export function frequencyMeasures({ re, im, rate }: Channel, on: Uint8Array, width: number): FrequencyMeasures {
  const n = re.length;
  const track = new Float64Array(n);
  const reach = Math.max(0, Math.round(rate / width / 2));
  let a = 0;
  let b = 0;
  const add = (i: number, sign: number) => {
    if (i < 0 || i + 1 >= n) return;
    a += sign * (re[i + 1] * re[i] + im[i + 1] * im[i]);
    b += sign * (im[i + 1] * re[i] - re[i + 1] * im[i]);
  };
  for (let i = 0; i < reach; i++) add(i, 1);
  let sum = 0;
  let count = 0;
  for (let i = 0; i < n; i++) {
    add(i + reach, 1);
    add(i - reach - 1, -1);
    if (on[i] === 0) continue;
    track[i] = (Math.atan2(b, a) * rate) / (2 * Math.PI);
    sum += track[i];
    count++;
  }
  const mean = sum / Math.max(1, count);
  const limit = 0.75 * width;
  let second = 0;
  let fourth = 0;
  let used = 0;
  for (let i = 0; i < n; i++) {
    if (on[i] === 0) continue;
    const x = track[i] - mean;
    if (Math.abs(x) > limit) continue;
    second += x * x;
    fourth += x * x * x * x;
    used++;
  }
  second /= Math.max(1, used);
  fourth /= Math.max(1, used);
  const deviation = Math.sqrt(second);
  return {
    track,
    meanHz: mean,
    deviationHz: deviation,
    kurtosis: second > 0 ? fourth / (second * second) : 3,
    valley: valleyOf(track, on, mean, deviation),
    fast: fastShare(track, on, mean, Math.max(2, Math.round((5 * rate) / width)))
  };
}

function valleyOf(track: Float64Array, on: Uint8Array, mean: number, deviation: number): number {
  const counts = new Float64Array(histogramBins);
  const span = 2.5 * Math.max(deviation, 1e-9);
  for (let i = 0; i < track.length; i++) {
    if (on[i] === 0) continue;
    const bin = Math.floor(((track[i] - mean + span) / (2 * span)) * histogramBins);
    if (bin >= 0 && bin < histogramBins) counts[bin]++;
  }
  const smooth = counts.map((_, i) => ((counts[i - 1] ?? 0) + counts[i] + (counts[i + 1] ?? 0)) / 3);
  let best = 0;
  // For every bin: the lower of the highest on its left and on its right, against itself.
  const right = new Float64Array(histogramBins + 1);
  for (let i = histogramBins - 1; i >= 0; i--) right[i] = Math.max(right[i + 1], smooth[i]);
  let left = 0;
  let top = 0;
  for (const value of smooth) top = Math.max(top, value);
  for (let i = 0; i < histogramBins; i++) {
    const lower = Math.min(left, right[i + 1]);
    // A mode that is a tenth of the other is a stray.
    if (lower > 0.2 * top) best = Math.max(best, 1 - smooth[i] / lower);
    left = Math.max(left, smooth[i]);
  }
  return best;
}

/** 1 - variance of the track averaged over `block` samples over its own. */
function fastShare(track: Float64Array, on: Uint8Array, mean: number, block: number): number {
  let slow = 0;
  let all = 0;
  for (let start = 0; start + block <= track.length; start += block) {
    let sum = 0;
    let square = 0;
    let count = 0;
    for (let i = start; i < start + block; i++) {
      if (on[i] === 0) continue;
      sum += track[i] - mean;
      square += (track[i] - mean) ** 2;
      count++;
    }
    if (count < block) continue;
    slow += (sum * sum) / count;
    all += square;
  }
  return all > 0 ? 1 - slow / all : 1;
}
