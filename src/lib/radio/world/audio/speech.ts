import { Prng, hash32 } from '#lib/base/prng.ts';
import type { Note, Programme } from './note.ts';

/** First three formants of five vowels, Hz: Peterson and Barney 1952, men, rounded. */
const vowels = [
  [730, 1090, 2440],
  [530, 1840, 2480],
  [270, 2290, 3010],
  [570, 840, 2410],
  [300, 870, 2240]
];
const syllable = 0.2;

/**
 * Endless talk in no language: syllables of a voice with formants, hisses between them, a breath now and then. In the middle of the stereo
 * picture, within `lowest`..`highest` Hz.
 */
export function speech(seed: number, lowest: number, highest: number): Programme {
  const voice = new Prng(seed).between(95, 190);
  return {
    notes: (from, to) => {
      const notes: Note[] = [];
      for (let slot = Math.floor(from / syllable); slot * syllable < to; slot++) {
        const note = utter(seed, slot, voice, lowest, highest);
        if (note !== null) notes.push(note);
      }
      return notes;
    }
  };
}

function utter(seed: number, slot: number, voice: number, lowest: number, highest: number): Note | null {
  const random = new Prng(hash32(seed, slot));
  if (random.unit() < 0.12) return null;
  const partials: { frequency: number; weight: number }[] = [];
  if (random.unit() < 0.2) {
    const top = Math.min(5500, highest);
    for (let k = 0; k < 10; k++) partials.push({ frequency: random.between(top / 2, top), weight: 1 });
  } else {
    const pitch = voice * random.between(0.9, 1.25);
    const formants = random.pick(vowels);
    for (let k = Math.ceil(lowest / pitch); k * pitch < Math.min(highest, 3400); k++) {
      let weight = 0;
      for (const [order, formant] of formants.entries()) {
        const x = (k * pitch - formant) / (70 + 30 * order);
        weight += 1 / ((1 + x * x) * (1 + order));
      }
      if (weight > 0.04) partials.push({ frequency: k * pitch, weight });
    }
  }
  const length = random.between(0.12, syllable);
  return { start: slot * syllable, length, level: 0.95, left: 1, right: 1, partials };
}
