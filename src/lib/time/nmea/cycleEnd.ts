import type { NmeaSentence } from './nmeaSentence.ts';

/** Counted kinds of sentence are forgotten with each moment; a receiver that never ends one must not fill the memory. */
const most = 64;

/** Names a sentence by its place in the burst: kind, and how many of its kind came before. Satellites in view: only their last page counts. */
export function cycleKey({ talker, type, fields }: NmeaSentence, counts: Map<string, number>): string {
  const name = type === 'GSV' && fields[0] !== fields[1] ? `${talker}GSV-` : talker + type;
  if (counts.size >= most && !counts.has(name)) return name;
  const count = counts.get(name) ?? 0;
  counts.set(name, count + 1);
  return `${name}${count}`;
}

/** Learns which sentence ends each burst: the one that did so twice running. */
export class CycleEnd {
  #last = '';
  #candidate = '';
  #learned = '';

  /**
   * @param early true when the fix was given already and this sentence has a time all the same: what was learned is wrong
   * @returns whether the burst is over with this sentence
   */
  note(key: string, early: boolean): boolean {
    this.#last = key;
    if (early) this.#learned = '';
    return key === this.#learned;
  }

  /** The burst is over. */
  close(): void {
    if (this.#last === this.#candidate) this.#learned = this.#last;
    this.#candidate = this.#last;
  }
}
