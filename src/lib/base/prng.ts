/**
 * Deterministic random numbers made of 32-bit integer operations, the same on every machine. Not for anything secret.
 */

/** Mixes integers into 32 well-spread bits: the finaliser of MurmurHash3 (Appleby, public domain) over each key in turn. */
export function hash32(seed: number, a = 0, b = 0, c = 0): number {
  return mix(mix(mix(mix(seed | 0, 0x9e3779b9), a), b), c) >>> 0;
}

/** `hash32` of the characters of a name. */
export function hashText(seed: number, text: string): number {
  let hash = seed | 0;
  for (let i = 0; i < text.length; i++) hash = mix(hash, text.charCodeAt(i));
  return mix(hash, text.length) >>> 0;
}

function mix(state: number, key: number): number {
  // Keys may be larger than 32 bits (indices of samples): both halves count.
  let h = state ^ Math.imul(key | 0, 0xcc9e2d51) ^ Math.imul(Math.floor(key / 4294967296) | 0, 0x1b873593);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h = (h ^ (h >>> 16)) + 0x9e3779b9;
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 12);
}

/** A stream of random numbers from a seed: sfc32 (Doty-Humphrey, PractRand), 128 bits of state. */
export class Prng {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#a = hash32(seed, 1);
    this.#b = hash32(seed, 2);
    this.#c = hash32(seed, 3);
    for (let i = 0; i < 12; i++) this.next32();
  }

  /** 32 random bits, 0 .. 2^32 - 1. */
  next32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** Evenly spread in 0 <= x < 1, 32 bits of it. */
  unit(): number {
    return this.next32() / 4294967296;
  }

  /** Evenly spread in low <= x < high. */
  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  /** An integer, 0 <= x < count. */
  below(count: number): number {
    return Math.floor(this.unit() * count);
  }

  /** One of the items, all equally likely. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }
}
