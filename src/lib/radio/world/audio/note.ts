import { cosTurns, sinTurns } from '#lib/dsp/sinCos.ts';

/** A few sines with one envelope: a tone of an instrument, a syllable. */
export interface Note {
  /** World time, seconds. */
  readonly start: number;
  readonly length: number;
  /** Share of the modulation that its sines together may take, 0..1. */
  readonly level: number;
  /** Gain of each channel, 0..1. */
  readonly left: number;
  readonly right: number;
  /** Hz, and relative strength. */
  readonly partials: readonly { readonly frequency: number; readonly weight: number }[];
}

/** What is played or said, at any time. */
export interface Programme {
  /** All notes that sound in from <= t < to. Never louder than 1 together. */
  notes(from: number, to: number): Note[];
}

/** Fade in, fade out, and what is left just before the fade out. Seconds, seconds, share. */
const attack = 0.012;
const release = 0.03;
const sustained = 0.75;

let scratch = new Float64Array(0);

/**
 * Adds notes to two channels of audio whose sample 0 lies at world time `whole` + `part`.
 *
 * Pre-emphasis H = 1 + j w tau is exact for a sine: sin + w tau cos. The partials share the note's level so that they stay within it
 * **after** pre-emphasis; nothing needs a limiter.
 *
 * @param tau time constant of the pre-emphasis, seconds; 0 for none
 */
export function addNotes(
  notes: readonly Note[],
  whole: number,
  part: number,
  rate: number,
  tau: number,
  left: Float64Array,
  right: Float64Array
): void {
  if (scratch.length < left.length) scratch = new Float64Array(left.length);
  for (const note of notes) {
    const begins = Math.floor(note.start);
    // Seconds from the note's start to sample 0.
    const age = whole - begins + (part - (note.start - begins));
    const from = Math.max(0, Math.ceil(-age * rate));
    const to = Math.min(left.length, Math.ceil((note.length - age) * rate));
    if (from >= to) continue;
    scratch.fill(0, from, to);
    let total = 0;
    for (const { frequency, weight } of note.partials) total += weight * emphasis(frequency, tau);
    for (const { frequency, weight } of note.partials) {
      addSine(
        from,
        to,
        frequency * (age + from / rate),
        frequency / rate,
        (note.level * weight) / total,
        frequency * tau
      );
    }
    for (let n = from; n < to; n++) {
      const t = age + n / rate;
      const rest = note.length - t;
      let envelope = 1 - (1 - sustained) * (t / note.length);
      if (t < attack) envelope *= t / attack;
      if (rest < release) envelope *= rest / release;
      left[n] += note.left * envelope * scratch[n];
      right[n] += note.right * envelope * scratch[n];
    }
  }
}

function emphasis(frequency: number, tau: number): number {
  const x = 6.283185307179586 * frequency * tau;
  return Math.sqrt(1 + x * x);
}

/** A sine by turning a pointer from sample to sample, its pre-emphasis from the pointer's other half. */
function addSine(from: number, to: number, turns: number, turn: number, amplitude: number, turnsTau: number): void {
  const x = 6.283185307179586 * turnsTau;
  let c = amplitude * cosTurns(turns);
  let s = amplitude * sinTurns(turns);
  const cs = cosTurns(turn);
  const sn = sinTurns(turn);
  for (let n = from; n < to; n++) {
    scratch[n] += s + x * c;
    const next = c * cs - s * sn;
    s = c * sn + s * cs;
    c = next;
  }
}
