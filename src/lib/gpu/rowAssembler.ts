import { cfarMask, maskWords, type CfarOptions } from './cfarMask.ts';
import type { BatchRoom, SpectrumBatch } from './spectrumBatch.ts';

/** One averaged spectrum. The arrays are lent for the call that hands it over. */
export interface SpectrumRow {
  readonly segments: number;
  /** Mean and maximum power per bin, as `SpectrumKernel.read` gives them. */
  readonly mean: Float32Array;
  readonly peak: Float32Array;
  /** What stands out of the mean, bit b % 32 of word b / 32; null when that was not asked for. */
  readonly mask: Uint32Array | null;
}

/** Puts rows together from the pieces that batches hold of them; sums over pieces are kept in double precision. */
export class RowAssembler {
  readonly #bins: number;
  readonly #circular: boolean;
  readonly #cfar: CfarOptions | null;
  readonly #onRow: (row: SpectrumRow) => void;
  readonly #sum: Float64Array;
  readonly #row: { segments: number; mean: Float32Array; peak: Float32Array; mask: Uint32Array | null };

  constructor(room: BatchRoom, circular: boolean, cfar: CfarOptions | null, onRow: (row: SpectrumRow) => void) {
    const { bins } = room;
    this.#bins = bins;
    this.#circular = circular;
    this.#cfar = cfar;
    this.#onRow = onRow;
    this.#sum = new Float64Array(bins);
    this.#row = {
      segments: 0,
      mean: new Float32Array(bins),
      peak: new Float32Array(bins),
      mask: cfar === null ? null : new Uint32Array(maskWords(bins))
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

  #takeWhole({ rows, masks }: SpectrumBatch, piece: number, segments: number): void {
    const { mean, peak, mask } = this.#row;
    const bins = this.#bins;
    const at = 2 * piece * bins;
    for (let bin = 0; bin < bins; bin++) {
      mean[bin] = rows[at + bin];
      peak[bin] = rows[at + bins + bin];
    }
    if (mask !== null) for (let i = 0; i < mask.length; i++) mask[i] = masks[piece * mask.length + i];
    this.#row.segments = segments;
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
    if (mask !== null) cfarMask(mean, this.#circular, this.#cfar!, mask);
  }
}
