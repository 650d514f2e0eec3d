import { hash32 } from '#lib/base/prng.ts';
import { rdsBlock } from './rdsBlock.ts';
import { clockGroup, nameGroup, textGroup, textSegments, type RdsGroup, type RdsStation } from './rdsGroups.ts';

/** Bits of a group, and per second: a 48th of the 57 kHz subcarrier. */
const rdsGroupBits = 104;
const rdsBitRate = 1187.5;

/** Groups of a round: text and name in turn, the whole name once. */
const round = 8;
const roundBits = round * rdsGroupBits;
const groupSeconds = rdsGroupBits / rdsBitRate;

interface Round {
  round: number;
  readonly bits: Uint8Array;
}

/**
 * The endless bit stream of a station, any group of it at any time.
 *
 * RDS is coded differentially: every bit as sent depends on all before it. So that nobody has to begin at the beginning, each round of eight
 * groups holds an even number of ones: its last group says the one or the other pair of alternative frequencies, whichever makes it even. The
 * sent bits then start from 0 in every round.
 */
export class RdsSchedule {
  readonly #station: RdsStation;
  readonly #epoch: number;
  /** Two pairs of the station's list of alternative frequencies whose blocks differ in parity. */
  readonly #pairs: readonly [number, number];
  /** An even and an odd one: where one ends, both are asked for in turn. */
  readonly #rounds: readonly Round[] = [0, 1].map(() => ({ round: NaN, bits: new Uint8Array(roundBits) }));

  /** @param epoch world time 0, seconds since 1970 */
  constructor(station: RdsStation, seed: number, epoch: number) {
    this.#station = station;
    this.#epoch = epoch;
    this.#pairs = unlikePairs(seed);
  }

  /** A bit as sent, after differential coding, counted from world time 0. */
  sentBit(bit: number): number {
    const index = Math.floor(bit / roundBits);
    const kept = this.#rounds[index & 1];
    if (kept.round !== index) this.#make(index, kept);
    return kept.bits[bit - index * roundBits];
  }

  #make(index: number, made: Round): void {
    const { bits } = made;
    const groups: RdsGroup[] = [];
    for (let k = 0; k < round - 1; k++) groups.push(this.#group(index, k));
    const odd = groups.reduce((sum, blocks) => sum ^ parity(blocks), 0);
    const last = this.#pairs.map((pair) => nameGroup(this.#station, 3, pair));
    groups.push(parity(last[0]) === odd ? last[0] : last[1]);
    let sent = 0;
    let at = 0;
    for (const blocks of groups) {
      for (const block of blocks) {
        for (let bit = 25; bit >= 0; bit--) {
          sent ^= (block >> bit) & 1;
          bits[at++] = sent;
        }
      }
    }
    made.round = index;
  }

  #group(index: number, k: number): RdsGroup {
    if (k % 2 === 1) return nameGroup(this.#station, (k - 1) / 2, this.#pairs[0]);
    // The round in which a minute begins says so in its third text slot.
    const minute = Math.ceil((this.#epoch + index * round * groupSeconds) / 60) * 60;
    if (k === 4 && minute < this.#epoch + (index + 1) * round * groupSeconds) return clockGroup(this.#station, minute);
    const segments = textSegments(this.#station);
    const count = 4 * index + k / 2;
    return textGroup(this.#station, count - Math.floor(count / segments) * segments);
  }
}

/**
 * A list of three alternative frequencies (method A) is two pairs: "three follow" and the first one, then the second and the third. The
 * frequencies are drawn so that the pairs' blocks differ in parity.
 */
function unlikePairs(seed: number): readonly [number, number] {
  for (let draw = 0; ; draw++) {
    const codes = [0, 1, 2].map((k) => 1 + (hash32(seed, draw, k) % 204));
    const pairs = [((224 + 3) << 8) | codes[0], (codes[1] << 8) | codes[2]] as const;
    if (ones(rdsBlock(pairs[0], 'C')) !== ones(rdsBlock(pairs[1], 'C'))) return pairs;
  }
}

function parity(blocks: readonly number[]): number {
  return blocks.reduce((sum, block) => sum ^ ones(block), 0);
}

/** Number of ones, modulo 2. */
function ones(word: number): number {
  let sum = 0;
  for (let rest = word; rest !== 0; rest >>>= 1) sum ^= rest & 1;
  return sum;
}
