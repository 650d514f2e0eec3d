import type { Character } from '#lib/spectrum/character/character.ts';
import type { ClassVote } from '#lib/spectrum/character/tallyClasses.ts';
import type { DetectionLine } from '#lib/spectrum/detectorAnalysis.ts';

/** What a detection says for its class when the class of a whole recording is asked for: by its energy. */
export function voteOf(line: DetectionLine, character: Character): ClassVote {
  const energy = 10 ** (line.peak_dbfs / 10) * (line.stop_s - line.start_s);
  return { class: character.class, confidence: character.confidence, energy };
}
