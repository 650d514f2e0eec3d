import { maskWords, type RowCfar } from './rowCfar.ts';
import type { BatchRoom, SpectrumBatch } from './spectrumBatch.ts';

/** One averaged spectrum. The arrays are lent for the call that hands it over. */
export interface SpectrumRow {
  readonly segments: number;
  /** Mean and maximum power per bin, as `SpectrumKernel.read` gives them. */
  readonly mean: Float32Array;
  readonly peak: Float32Array;
  /** 1 for each bin whose mean stands out, else 0; null when that was not asked for. */
  readonly mask: Uint8Array | null;
}

/** Puts rows together from the pieces that batches hold of them; sums over pieces are kept in double precision. */
export class RowAssembler {
  readonly #bins: number;
  readonly #cfar: RowCfar | null;
  readonly #onRow: (row: SpectrumRow) => void;
  readonly #sum: Float64Array;
  readonly #row: { segments: number; mean: Float32Array; peak: Float32Array; mask: Uint8Array | null };

  constructor(room: BatchRoom, cfar: RowCfar | null, onRow: (row: SpectrumRow) => void) {
    const { bins } = room;
    this.#bins = bins;
    this.#cfar = cfar;
    this.#onRow = onRow;
    this.#sum = new Float64Array(bins);
    this.#row = {
      segments: 0,
      mean: new Float32Array(bins),
      peak: new Float32Array(bins),
      mask: cfar === null ? null : new Uint8Array(bins)
    };
  }

  /** Takes piece `piece` of a batch that has been computed. */
  add(batch: SpectrumBatch, piece: number): void {
    const segments = batch.pieceEnds[piece] - batch.pieceStart(piece);
    const whole = batch.beginsRow[piece] === 1 && batch.endsRow[piece] === 1;
    if (whole) this.#takeWhole(batch, piece, segments);
    else {
      this.#addPart(batch, piece, segments);
      if (batch.endsRow[piece] === 0) return;
      this.#finish();
    }
    this.#onRow(this.#row);
    this.#row.segments = 0;
  }

  #takeWhole(batch: SpectrumBatch, piece: number, segments: number): void {
    const { rows } = batch;
    const { mean, peak, mask } = this.#row;
    const bins = this.#bins;
    const at = 2 * piece * bins;
    for (let bin = 0; bin < bins; bin++) {
      mean[bin] = rows[at + bin];
      peak[bin] = rows[at + bins + bin];
    }
    this.#row.segments = segments;
    if (mask === null) return;
    const words = piece * maskWords(bins);
    if (!batch.masked) this.#cfar!.detect(mean, mask);
    else for (let bin = 0; bin < bins; bin++) mask[bin] = (batch.masks[words + (bin >> 5)] >>> (bin & 31)) & 1;
  }

  #addPart({ rows }: SpectrumBatch, piece: number, segments: number): void {
    const { peak } = this.#row;
    const bins = this.#bins;
    const at = 2 * piece * bins;
    if (this.#row.segments === 0) {
      this.#sum.fill(0);
      peak.fill(0);
    }
    for (let bin = 0; bin < bins; bin++) {
      this.#sum[bin] += rows[at + bin] * segments;
      peak[bin] = Math.max(peak[bin], rows[at + bins + bin]);
    }
    this.#row.segments += segments;
  }

  #finish(): void {
    const { segments, mean, mask } = this.#row;
    for (let bin = 0; bin < this.#bins; bin++) mean[bin] = this.#sum[bin] / segments;
    if (mask !== null) this.#cfar!.detect(mean, mask);
  }
}
