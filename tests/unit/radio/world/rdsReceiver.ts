// An RDS receiver from the standard (IEC 62106), for tests: it shares nothing with what makes the signal.

export interface RdsReport {
  /** Groups whose four blocks all had the right syndrome. */
  readonly groups: readonly (readonly [number, number, number, number])[];
  /** Groups between the first and the last good one, good or not. */
  readonly expected: number;
}

const offsets: Record<string, number> = { A: 0x0fc, B: 0x198, C: 0x168, D: 0x1b4 };

/**
 * @param multiplex demodulated FM, any scale
 * @param pilotPhase phase of the 19 kHz pilot as a sine at sample 0, radians
 */
export function receiveRds(multiplex: Float64Array, rate: number, pilot: number, pilotPhase: number): RdsReport {
  // To baseband with three times the pilot; whichever of the two phases holds the data.
  // Two averages over a quarter of a bit: enough to keep the programme out.
  const quarter = Math.round(rate / 1187.5 / 4);
  const components = [0, Math.PI / 2].map((turn) => {
    const turned = multiplex.map(
      (value, n) => value * Math.sin(3 * (2 * Math.PI * ((pilot * n) / rate) + pilotPhase) + turn)
    );
    return averaged(averaged(turned, quarter), quarter);
  });
  const energy = components.map((part) => part.reduce((sum, value) => sum + value * value, 0));
  const data = components[energy[0] > energy[1] ? 0 : 1];
  // A bit is a half bit minus the next one; the right timing is the one with the most energy.
  const bit = (16 * rate) / pilot;
  let best: { energy: number; soft: number[] } = { energy: 0, soft: [] };
  for (let shift = 0; shift < 24; shift++) {
    const soft: number[] = [];
    for (let k = 1; (k + 2) * bit < data.length; k++) {
      const start = (k + shift / 24) * bit;
      soft.push(data[Math.round(start)] - data[Math.round(start + bit / 2)]);
    }
    const total = soft.reduce((sum, value) => sum + Math.abs(value), 0);
    if (total > best.energy) best = { energy: total, soft };
  }
  const sent = best.soft.map((value) => (value > 0 ? 1 : 0));
  const bits = sent.slice(1).map((value, k) => value ^ sent[k]);
  return blocks(bits);
}

function averaged(values: Float64Array, length: number): Float64Array {
  let sum = 0;
  return values.map((value, n) => {
    sum += value - (n >= length ? values[n - length] : 0);
    return sum / length;
  });
}

function blocks(bits: readonly number[]): RdsReport {
  const groups: [number, number, number, number][] = [];
  let first = -1;
  let last = -1;
  for (let start = 0; start + 104 <= bits.length;) {
    const words = [0, 1, 2, 3].map((k) => word(bits, start + 26 * k));
    const good = ['A', 'B', 'C', 'D'].every((name, k) => syndrome(words[k] ^ offsets[name]) === 0);
    if (!good) {
      start++;
      continue;
    }
    groups.push(words.map((each) => each >> 10) as [number, number, number, number]);
    if (first < 0) first = start;
    last = start;
    start += 104;
  }
  return { groups, expected: first < 0 ? 0 : (last - first) / 104 + 1 };
}

function word(bits: readonly number[], start: number): number {
  let value = 0;
  for (let k = 0; k < 26; k++) value = (value << 1) | bits[start + k];
  return value;
}

/** Remainder after division by x^10 + x^8 + x^7 + x^5 + x^4 + x^3 + 1, bit by bit through a register. */
function syndrome(value: number): number {
  let register = 0;
  for (let k = 25; k >= 0; k--) {
    register = (register << 1) | ((value >> k) & 1);
    if ((register & 0x400) !== 0) register ^= 0b10110111001;
  }
  return register;
}
