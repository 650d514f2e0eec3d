import { readFile } from 'node:fs/promises';
import { agreement, recordedChips } from '#tests/vectors/librtlsdr/agreement.ts';
import { differs, explain, intendedDifferences, leftBehind } from '#tests/vectors/librtlsdr/intendedDifferences.ts';
import { parseRecording } from '#tests/vectors/librtlsdr/recording.ts';
import { replay } from '#tests/vectors/librtlsdr/replay.ts';
import type { Figure } from '../figure.ts';

const folder = new URL('../../tests/vectors/librtlsdr/', import.meta.url);

/** The lab's recordings, and random sequences of calls recorded in the same way. */
export const r82xxRecordings = [
  'librtlsdr-0.6.0-r820t',
  'librtlsdr-0.6.0-r828d',
  'random-r820t',
  'random-r828d',
  'random-notuner'
] as const;

/** How our driver compares with a recording of librtlsdr. */
export interface OracleMeasure {
  readonly name: string;
  readonly calls: number;
  /** Return code and all registers alike. */
  readonly equal: number;
  /** Calls that differ as intended, by the id of the reason. */
  readonly intended: Readonly<Record<string, number>>;
  readonly unexplained: readonly string[];
}

/** Makes the calls of a recording of R820T, R828D or no tuner with our driver, and compares after each. */
export async function measureOracle(name: string): Promise<OracleMeasure> {
  const recording = parseRecording(await readFile(new URL(`${name}.json`, folder), 'utf8'));
  const intended: Record<string, number> = {};
  const unexplained: string[] = [];
  let equal = 0;
  for (const { difference, by } of explain(await replay(recording))) {
    const { at, call, rc, registers } = difference;
    if (!differs(difference)) equal += 1;
    else if (by !== null) intended[by.id] = (intended[by.id] ?? 0) + 1;
    else unexplained.push(`${at}: ${call.call} ${call.args.join(' ')}: ${call.rc}/${rc} ${JSON.stringify(registers)}`);
  }
  return { name, calls: recording.length, equal, intended, unexplained };
}

/** The same for the other tuners, on emulated chips. */
async function measureOthers(): Promise<OracleMeasure[]> {
  return Promise.all(
    recordedChips.map(async (name) => {
      const { calls, same, intended, unexplained } = await agreement(name);
      return { name, calls, equal: same, intended, unexplained };
    })
  );
}

export const radios1Oracle: Figure = {
  id: 'radios.1',
  what: 'return code and registers after each call, against recorded librtlsdr 0.6.0: R820T, R828D, no tuner, E4000, FC0012, FC0013, FC2580',
  required: 'all equal but for the intended differences, each of which is explained',
  ci: true,
  needsShared: false,
  async measure() {
    const measures = [...(await Promise.all(r82xxRecordings.map(measureOracle))), ...(await measureOthers())];
    const sum = (of: (one: OracleMeasure) => number) => measures.reduce((total, one) => total + of(one), 0);
    const meant = (one: OracleMeasure) => Object.values(one.intended).reduce((total, count) => total + count, 0);
    const calls = sum((one) => one.calls);
    const unexplained = sum((one) => one.unexplained.length);
    const lines = measures.flatMap((one) => [
      `${one.name}: ${one.equal} of ${one.calls} equal` +
        Object.entries(one.intended)
          .map(([id, count]) => `, ${count} ${id}`)
          .join(''),
      ...one.unexplained.map((line) => `  UNEXPLAINED ${line}`)
    ]);
    return {
      measured: `${sum((one) => one.equal)} of ${calls} calls equal, ${sum(meant)} intended differences, ${unexplained} others`,
      pass: unexplained === 0,
      details: [...lines, ...[...intendedDifferences, leftBehind].map(({ id, why }) => `${id}: ${why}`)]
    };
  }
};
