import { hashText } from '#lib/base/prng.ts';
import { sampleFormats } from '#lib/base/sampleFormat.ts';
import type { Emitter } from './emitter.ts';
import { fillNoise } from './fillNoise.ts';
import type { Place } from './place.ts';
import { quantize } from './quantize.ts';
import { amplitudeAt, oscillator, passed, pathDelay, noisePower, trueRate, type Receiver } from './receiver.ts';
import { chunkSamples, type Reception } from './reception.ts';
import type { World } from './world.ts';

interface Heard {
  readonly emitter: Emitter;
  /** Turns of the carrier at the anchor, before its path. */
  readonly anchorTurns: number;
  /** Amplitude and delay of one that stands still. */
  readonly amplitude: number;
  readonly delay: number;
}

/**
 * Makes the bytes of one radio, by sample index, any stretch at any time. Works in chunks aligned to the index, so the same sample is the
 * same bytes however it is asked for.
 */
export class Synthesizer {
  readonly #world: World;
  readonly #i = new Float64Array(chunkSamples);
  readonly #q = new Float64Array(chunkSamples);
  readonly #reception: Reception;
  readonly #place: Place = { east: 0, north: 0, up: 0 };
  #receiver: Receiver | null = null;
  #heard: Heard[] = [];
  #sigma = 0;
  #noiseSeed = 0;
  #bytes = new Uint8Array(0);
  #chunk = -1;

  constructor(world: World) {
    this.#world = world;
    const times = { whole: 0, part: 0, step: 0, carrier: 0, turn: 0, amplitude: 0 };
    this.#reception = { i: this.#i, q: this.#q, ...times };
  }

  /** Writes the samples from index `start` on, as many as `out` holds, received with `receiver`. */
  read(receiver: Receiver, start: number, out: Uint8Array): void {
    if (receiver !== this.#receiver) this.#tune(receiver);
    const size = sampleFormats[receiver.format].bytes;
    const count = Math.floor(out.length / size);
    for (let done = 0; done < count;) {
      const chunk = Math.floor((start + done) / chunkSamples);
      const within = start + done - chunk * chunkSamples;
      const take = Math.min(count - done, chunkSamples - within);
      if (chunk !== this.#chunk) this.#make(receiver, chunk);
      out.set(this.#bytes.subarray(within * size, (within + take) * size), done * size);
      done += take;
    }
  }

  #tune(receiver: Receiver): void {
    this.#receiver = receiver;
    this.#chunk = -1;
    const size = chunkSamples * sampleFormats[receiver.format].bytes;
    if (this.#bytes.length !== size) this.#bytes = new Uint8Array(size);
    this.#sigma = Math.sqrt(noisePower(receiver) / 2);
    this.#noiseSeed = hashText(this.#world.seed, receiver.serial);
    const { whole, part } = receiver.anchor;
    this.#heard = [];
    for (const emitter of this.#world.emitters) {
      if (passed(receiver, emitter.frequency) === 0) continue;
      // Whole hertz times whole seconds are whole turns; what is left stays small enough to be exact.
      const fraction = emitter.frequency - Math.floor(emitter.frequency);
      const anchorTurns = rest(fraction * whole) + rest(emitter.frequency * part);
      emitter.placeAt(whole + part, this.#place);
      const amplitude = amplitudeAt(receiver, emitter, this.#place);
      this.#heard.push({ emitter, anchorTurns, amplitude, delay: pathDelay(receiver, this.#place) });
    }
  }

  #make(receiver: Receiver, chunk: number): void {
    this.#chunk = chunk;
    fillNoise(this.#i, this.#q, this.#sigma, this.#noiseSeed, chunk);
    const rate = trueRate(receiver);
    const samples = chunk * chunkSamples - receiver.anchor.index;
    // Whole seconds since the anchor, and the rest of one: products with either keep their digits.
    const whole = Math.floor(samples / rate);
    const part = (samples - whole * rate) / rate;
    for (const heard of this.#heard) this.#receive(receiver, heard, rate, whole, part);
    quantize(this.#i, this.#q, receiver.format, this.#bytes);
  }

  /** Adds one emitter to the chunk that starts `whole` + `part` seconds after the anchor. */
  #receive(receiver: Receiver, heard: Heard, rate: number, whole: number, part: number): void {
    const { emitter } = heard;
    const { anchor } = receiver;
    const reception = this.#reception;
    let { amplitude, delay } = heard;
    let growth = 0;
    if (!emitter.fixed) {
      const time = anchor.whole + whole + (anchor.part + part);
      emitter.placeAt(time, this.#place);
      delay = pathDelay(receiver, this.#place);
      amplitude = amplitudeAt(receiver, emitter, this.#place);
      emitter.placeAt(time + chunkSamples / rate, this.#place);
      growth = (pathDelay(receiver, this.#place) - delay) / chunkSamples;
    }
    const emitted = anchor.part + part - delay;
    const carry = Math.floor(emitted);
    const offset = emitter.frequency - oscillator(receiver);
    const turns = heard.anchorTurns + rest(offset * whole) + offset * part - emitter.frequency * delay;
    reception.whole = anchor.whole + whole + carry;
    reception.part = emitted - carry;
    reception.step = 1 / rate - growth;
    reception.carrier = rest(turns);
    reception.turn = offset / rate - emitter.frequency * growth;
    reception.amplitude = amplitude;
    emitter.add(reception);
  }
}

function rest(turns: number): number {
  return turns - Math.floor(turns);
}
