/** A carrier at an absolute frequency; `amplitude` 1 is full scale. */
export interface Tone {
  readonly frequency: number;
  readonly amplitude: number;
}

export interface ReceivedAt {
  readonly center: number;
  readonly rate: number;
  /** True where the spectrum is turned round. */
  readonly inverted: boolean;
  /** cu8 or cs8. */
  readonly unsigned: boolean;
}

/** Samples of a loop. A tone in it is at most half a turn per loop off: 9 Hz at 2.4 MS/s. */
const loopSamples = 2 ** 17;

/**
 * What an emulated antenna hears: tones and noise. Samples are made once per tuning and played in a loop, so that even 20 MS/s cost a
 * copy only. The same byte position gives the same byte: a loss is a jump of the phase.
 */
export class SignalSource {
  readonly #tones: readonly Tone[];
  readonly #noise: Float32Array;
  #loop: Uint8Array = new Uint8Array(0);
  #loopKey = '';

  /** @param noise standard deviation, steps of the converter */
  constructor(tones: readonly Tone[] = [{ frequency: 100.1e6, amplitude: 0.4 }], noise = 2) {
    this.#tones = tones;
    this.#noise = noiseLoop(noise);
  }

  /** @param position of the first byte since power-on, lost ones included */
  fill(out: Uint8Array, position: number, at: ReceivedAt): void {
    const key = `${at.center} ${at.rate} ${at.inverted} ${at.unsigned}`;
    if (key !== this.#loopKey) {
      this.#loop = this.#make(loopSamples, 0, at, true);
      this.#loopKey = key;
    }
    const loop = this.#loop;
    for (let done = 0; done < out.length;) {
      const from = (position + done) % loop.length;
      const count = Math.min(out.length - done, loop.length - from);
      out.set(loop.subarray(from, from + count), done);
      done += count;
    }
  }

  /** Samples that are heard once only, for tunings that change with every block. */
  once(out: Uint8Array, at: ReceivedAt): void {
    const from = Math.floor(at.center / 1e5) % (loopSamples - out.length / 2);
    out.set(this.#make(out.length / 2, from, at, false));
  }

  #make(samples: number, noiseFrom: number, at: ReceivedAt, closed: boolean): Uint8Array {
    const { center, rate, inverted, unsigned } = at;
    const heard = this.#tones
      .filter(({ frequency }) => Math.abs(frequency - center) < rate / 2)
      .map(({ frequency, amplitude }) => {
        const turns = ((inverted ? -1 : 1) * (frequency - center) * samples) / rate;
        return { step: (2 * Math.PI * (closed ? Math.round(turns) : turns)) / samples, amplitude: amplitude * 127 };
      });
    const middle = unsigned ? 127.5 : 0;
    // Clamped as unsigned; two's complement is the same with the top bit turned.
    const bytes = new Uint8ClampedArray(2 * samples);
    for (let i = 0; i < samples; i++) {
      let [re, im] = [this.#noise[2 * (noiseFrom + i)], this.#noise[2 * (noiseFrom + i) + 1]];
      for (const { step, amplitude } of heard) {
        re += amplitude * Math.cos(step * i);
        im += amplitude * Math.sin(step * i);
      }
      bytes[2 * i] = re + (unsigned ? middle : 128);
      bytes[2 * i + 1] = im + (unsigned ? middle : 128);
    }
    if (!unsigned) for (let i = 0; i < bytes.length; i++) bytes[i] ^= 0x80;
    return new Uint8Array(bytes.buffer);
  }
}

function noiseLoop(deviation: number): Float32Array {
  const noise = new Float32Array(2 * loopSamples);
  let seed = 12345;
  const uniform = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32 - 0.5;
  };
  // The sum of four uniform values, whose variance is 1/3, is close enough to Gaussian.
  const scale = deviation * Math.sqrt(3);
  for (let i = 0; i < noise.length; i++) noise[i] = scale * (uniform() + uniform() + uniform() + uniform());
  return noise;
}
