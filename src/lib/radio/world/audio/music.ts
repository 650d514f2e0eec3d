import { Prng, hash32 } from '#lib/base/prng.ts';
import type { Note, Programme } from './note.ts';

const semitone = 1.0594630943592953;
/** Steps of a pentatonic scale: any of its notes go together. */
const scale = [0, 3, 5, 7, 10];
const chords = [
  [0, 3, 7],
  [5, 8, 12],
  [3, 7, 10],
  [-2, 2, 5]
];

/** Endless music of three voices, drawn from a seed: a melody in the middle, a bass, chords that lean left and right. */
export function music(seed: number): Programme {
  const random = new Prng(seed);
  const quaver = random.pick([0.25, 0.3, 0.2, 0.28]);
  const root = 55 * pitch(random.below(12));
  const voices = [
    (slot: number) => lead(seed, slot, quaver, root * 8),
    (slot: number) => bass(seed, slot, 2 * quaver, root),
    (slot: number) => chord(slot, 8 * quaver, root * 4)
  ];
  const lengths = [quaver, 2 * quaver, 8 * quaver];
  return {
    notes: (from, to) => {
      const notes: Note[] = [];
      for (const [voice, play] of voices.entries()) {
        const length = lengths[voice];
        for (let slot = Math.floor(from / length); slot * length < to; slot++) notes.push(...play(slot));
      }
      return notes;
    }
  };
}

function lead(seed: number, slot: number, length: number, root: number): Note[] {
  const random = new Prng(hash32(seed, 1, slot));
  if (random.unit() > 0.8) return [];
  const frequency = root * pitch(random.pick(scale) + 12 * random.below(2));
  const partials = [1, 2, 3, 4].map((k) => ({ frequency: k * frequency, weight: 1 / (k * k) }));
  const side = random.between(-0.3, 0.3);
  return [
    { start: slot * length, length, level: 0.4, left: 1 - Math.max(0, side), right: 1 + Math.min(0, side), partials }
  ];
}

function bass(seed: number, slot: number, length: number, root: number): Note[] {
  const steps = chords[Math.floor(slot / 4) & 3];
  const random = new Prng(hash32(seed, 2, slot));
  const frequency = root * pitch(steps[random.below(4) === 0 ? 2 : 0]);
  const partials = [1, 2, 3].map((k) => ({ frequency: k * frequency, weight: 1 / k }));
  return [{ start: slot * length, length, level: 0.3, left: 1, right: 1, partials }];
}

function chord(slot: number, length: number, root: number): Note[] {
  const steps = chords[slot & 3];
  return steps.map((step, voice) => {
    const frequency = root * pitch(step);
    const partials = [1, 2, 5].map((k) => ({ frequency: k * frequency, weight: 1 / k }));
    const right = voice / (steps.length - 1);
    return { start: slot * length, length, level: 0.1, left: 1 - 0.8 * right, right: 0.2 + 0.8 * right, partials };
  });
}

/** 2^(steps / 12) by multiplication. */
function pitch(steps: number): number {
  let ratio = 1;
  for (let k = 0; k < steps; k++) ratio *= semitone;
  for (let k = 0; k > steps; k--) ratio /= semitone;
  return ratio;
}
