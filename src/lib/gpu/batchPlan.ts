import type { BatchRoom, SpectrumBatch } from './spectrumBatch.ts';

/** Segments that are summed in single precision at once: their rounding stays below 32 * 2^-24, 1e-5 dB. */
const partSegments = 32;

/** Where the lists begin in `plan`, in words: see samples.wgsl, parts.wgsl and rows.wgsl. */
export interface PlanLayout {
  readonly segmentList: number;
  readonly partList: number;
  readonly rowList: number;
  readonly words: number;
  /** Parts at the most. */
  readonly parts: number;
}

export function planLayout(room: BatchRoom): PlanLayout {
  const parts = room.pieces + Math.floor(room.segments / partSegments);
  const segmentList = 4;
  const partList = segmentList + room.segments;
  const rowList = partList + parts + 1;
  return { segmentList, partList, rowList, words: rowList + room.pieces + 1, parts };
}

/** Writes what the shaders have to know of a batch. @returns the number of parts */
export function writePlan(batch: SpectrumBatch, layout: PlanLayout, plan: Uint32Array): number {
  const { segmentList, partList, rowList } = layout;
  plan.set(batch.offsets.subarray(0, batch.segments), segmentList);
  let parts = 0;
  for (let piece = 0; piece < batch.pieces; piece++) {
    plan[rowList + piece] = parts;
    const end = batch.pieceEnds[piece];
    for (let at = batch.pieceStart(piece); at < end; at += partSegments) plan[partList + parts++] = at;
  }
  plan[rowList + batch.pieces] = parts;
  // Pieces lie one behind the other, so a part ends where the next one begins.
  plan[partList + parts] = batch.segments;
  plan[0] = batch.segments;
  plan[1] = parts;
  plan[2] = batch.pieces;
  return parts;
}
