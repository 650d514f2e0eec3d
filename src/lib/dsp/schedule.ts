/** What kind of processor unit carries an instruction out. */
export type Unit = 'load' | 'store' | 'add' | 'multiply' | 'other';

/** One instruction of straight-line code over locals that are written once. */
export interface Step {
  readonly unit: Unit;
  readonly code: readonly number[];
  /** Vector locals that it reads, and the one that it writes. */
  readonly reads: readonly number[];
  readonly writes: number | null;
  /** Which 16 bytes it loads or stores; equal names are the same bytes, different names do not overlap. */
  readonly place: string | null;
}

/**
 * Processor cycles until a result is there, and how many of a unit's instructions begin in one: the round figures of x86 and ARM cores of the
 * last decade. Loads count as quick, because whatever holds a register for long is what the order has to avoid.
 */
const latency: Readonly<Record<Unit, number>> = { load: 1, store: 1, add: 3, multiply: 3, other: 1 };
const ports: Readonly<Record<Unit, number>> = { load: 2, store: 1, add: 2, multiply: 2, other: 2 };
const width = 4;
/** Vector registers that are taken to be there: SIMD on x86 has 16, of which constants and the engine keep some. */
const registers = 13;

/**
 * Orders instructions as a processor with a boundless window would begin them: oldest first, each as soon as its inputs are there, without ever
 * needing more values at once than there are registers. A real processor looks only some dozen instructions ahead, so this is worth a few per
 * cent to it; what each instruction computes stays the same to the bit.
 */
export function schedule(steps: readonly Step[]): Step[] {
  const inputs = dependencies(steps);
  const usesLeft = new Map<number, number>();
  for (const { reads } of steps)
    for (const local of new Set(reads)) usesLeft.set(local, (usesLeft.get(local) ?? 0) + 1);
  const ready = new Array<number>(steps.length).fill(Infinity);
  const alive = new Set<number>();
  const waiting = new Set(steps.keys());
  const ordered: Step[] = [];

  function begin(index: number, cycle: number): void {
    const step = steps[index];
    for (const local of new Set(step.reads)) {
      const left = usesLeft.get(local)! - 1;
      usesLeft.set(local, left);
      if (left === 0) alive.delete(local);
    }
    if (step.writes !== null) alive.add(step.writes);
    ready[index] = cycle + latency[step.unit];
    waiting.delete(index);
    ordered.push(step);
  }

  /** More values that must be kept once this step is done: 1, 0 or fewer. */
  function growth({ reads, writes }: Step): number {
    const ending = [...new Set(reads)].filter((local) => alive.has(local) && usesLeft.get(local) === 1).length;
    return (writes === null ? 0 : 1) - ending;
  }

  for (let cycle = 0, idle = 0; waiting.size > 0; cycle++) {
    const free = { ...ports };
    // When nothing has fitted for longer than anything takes, the registers do not suffice: then the oldest goes all the same.
    const forced = idle > Math.max(...Object.values(latency));
    let begun = 0;
    for (const index of waiting) {
      const step = steps[index];
      if (begun === width || (forced && begun > 0)) break;
      if (free[step.unit] === 0 || inputs[index].some((input) => ready[input] > cycle)) continue;
      const more = growth(step);
      if (!forced && more > 0 && alive.size + more > registers) continue;
      begin(index, cycle);
      free[step.unit]--;
      begun++;
    }
    idle = begun === 0 ? idle + 1 : 0;
  }
  return ordered;
}

/** For each step the steps that must come before it: those that write what it reads, and those that touch the bytes that it stores. */
function dependencies(steps: readonly Step[]): number[][] {
  const writers = new Map<number, number>();
  const touched = new Map<string, number[]>();
  return steps.map(({ unit, reads, writes, place }, index) => {
    const before = reads.flatMap((local) => writers.get(local) ?? []);
    if (writes !== null) writers.set(writes, index);
    if (place !== null) {
      const others = touched.get(place) ?? [];
      before.push(...others.filter((other) => unit === 'store' || steps[other].unit === 'store'));
      touched.set(place, [...others, index]);
    }
    return before;
  });
}
