import type { History } from './history.ts';
import { powersToCodes } from './levelCode.ts';
import type { PlotRow } from './plot.ts';

/** Time constant of the average trace, seconds. */
const averageSeconds = 1;

/** The traces that remember: a running average of the power, and the peak of every bin since it was last cleared. Level codes per bin. */
export class Traces {
  #average = new Float32Array(1);
  #averageBits = new Uint32Array(this.#average.buffer);
  #averageCodes = new Uint16Array(1);
  #hold = new Uint16Array(1);
  /** Seconds averaged so far: a young average weighs all its rows alike instead of clinging to the first. */
  #age = 0;

  reset(bins: number): void {
    if (bins !== this.#average.length) {
      this.#average = new Float32Array(bins);
      this.#averageBits = new Uint32Array(this.#average.buffer);
      this.#averageCodes = new Uint16Array(bins);
      this.#hold = new Uint16Array(bins);
    }
    this.clear();
  }

  clear(): void {
    this.#average.fill(0);
    this.#hold.fill(0);
    this.#age = 0;
  }

  /** Takes in a row that was just added to the history as `seq`. */
  add(row: PlotRow, history: History, seq: number): void {
    this.#age += row.seconds;
    const weight = Math.max(1 - Math.exp(-row.seconds / averageSeconds), Math.min(row.seconds / this.#age, 1));
    const average = this.#average;
    for (let i = 0; i < average.length; i++) average[i] += (row.mean[i] - average[i]) * weight;
    const { peak } = history;
    const hold = this.#hold;
    const at = history.slot(seq) * history.bins;
    for (let i = 0; i < hold.length; i++) if (peak[at + i] > hold[i]) hold[i] = peak[at + i];
  }

  get hold(): Uint16Array {
    return this.#hold;
  }
  /** The average as codes, converted now: it is asked for once per picture, not once per row. */
  averageCodes(): Uint16Array {
    powersToCodes(this.#averageBits, this.#averageCodes, 0);
    return this.#averageCodes;
  }
}
