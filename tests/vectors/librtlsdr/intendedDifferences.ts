import type { Difference } from './replay.ts';

export interface IntendedDifference {
  readonly id: string;
  /** What librtlsdr does, what we do, and why. */
  readonly why: string;
  explains(difference: Difference, seen: Seen): boolean;
}

/** What went before a call, as far as it decides about differences. */
export interface Seen {
  /** librtlsdr's tuner was last set to what its PLL does not reach, and has not been set to anything else since. */
  readonly stray: boolean;
  /** The tuner is not in use. */
  readonly direct: boolean;
}

/** Registers that tuning sets: in an R82xx bands, PLL, and inputs; in the demodulator, while sampling directly, the mixer. */
const tunerKeys = /^(34|74)\.(05|08|09|10|12|14|15|16|17|1a|1b)$/;
const mixerKeys = /^1\.1[9ab]$/;

/** Every difference that is meant, with its reason. */
export const intendedDifferences: readonly IntendedDifference[] = [
  {
    id: 'out of reach',
    why:
      'Told a frequency that its PLL does not reach (an oscillator below 27.66 or above 1770 MHz, or 0 before any frequency was ' +
      'chosen), librtlsdr sets dividers for some other frequency, more than 1 GHz away, and mostly says 0. We leave the PLL alone while no ' +
      'frequency is chosen, try the largest divider below the range (the lock decides), say radio.range beyond, and count as not tuned then. Registers ' +
      'that tuning sets differ until the next frequency within reach.',
    explains: ({ call, rc, error, registers }, { stray, direct }) =>
      stray &&
      Object.keys(registers).every((key) => tunerKeys.test(key) || (direct && mixerKeys.test(key))) &&
      (rc === call.rc || error === 'radio.range' || error === 'radio.not-locked')
  },
  {
    id: 'no lock',
    why:
      'When the PLL does not lock, librtlsdr prints a line on stderr and says 0. We say radio.not-locked. (The recorder’s emulator takes ' +
      'an R828D’s crystal for 28.8 MHz, so the R828D often finds no lock in the recordings.)',
    explains: ({ call, error, registers }) =>
      error === 'radio.not-locked' && call.rc === 0 && Object.keys(registers).length === 0
  },
  {
    id: 'correction in force',
    why: 'Asked for the correction that is in force, librtlsdr says -2. For us that is no error.',
    explains: ({ call, rc, registers }, { stray }) =>
      call.call === 'set_freq_correction' &&
      call.rc === -2 &&
      rc === 0 &&
      (stray || Object.keys(registers).length === 0)
  }
];

/** Not a difference of its own: the call does what librtlsdr's does, and registers still differ that an earlier call left so. */
export const leftBehind: IntendedDifference = {
  id: 'left by an earlier call',
  why: 'The call itself does the same; registers that an earlier one set otherwise, for one of the other reasons, are still so.',
  explains: () => false
};

/** Range of an R82xx's oscillator, Hz. */
const reach = { min: 1.77e9 / 64, max: 1.77e9 };

/** Adds to each call what explains its difference: null where there is none, or nothing does. Keeps track of what librtlsdr is tuned to. */
export function explain(differences: readonly Difference[]): { difference: Difference; by: IntendedDifference | null }[] {
  const registers = new Map<string, string>();
  let center = 0;
  let direct = false;
  let stray = false;
  let before: Difference['registers'] = {};
  return differences.map((difference) => {
    const { call } = difference;
    for (const [key, value] of Object.entries(call.set)) registers.set(key, value);
    if (call.call === 'set_direct_sampling') direct = call.args[0] !== 0;
    if (call.center !== undefined) center = call.center;
    else if (call.rc < 0 && call.rc !== -22 && call.call !== 'set_offset_tuning') center = 0;
    else if (call.call === 'set_center_freq') center = call.args[0];
    const oscillator = center + intermediate(registers);
    if (!direct && !(oscillator >= reach.min && oscillator < reach.max)) stray = true;
    else if (Object.keys(difference.registers).length === 0) stray = false;
    const { registers: now } = difference;
    const untouched = Object.keys(now).every((key) => String(before[key]) === String(now[key]));
    before = now;
    if (untouched && difference.rc === call.rc) return { difference, by: differs(difference) ? leftBehind : null };
    const by = intendedDifferences.find((one) => one.explains(difference, { stray, direct })) ?? null;
    return { difference, by: differs(difference) ? by : null };
  });
}

/** Whether return code or registers differ at all. */
export function differs({ call, rc, registers }: Difference): boolean {
  return rc !== call.rc || Object.keys(registers).length > 0;
}

/** What the demodulator mixes down from, Hz, by its registers. */
function intermediate(registers: ReadonlyMap<string, string>): number {
  const [high, middle, low] = ['1.19', '1.1a', '1.1b'].map((key) => parseInt(registers.get(key) ?? '0', 16));
  const word = ((high << 26) | (middle << 18) | (low << 10)) >> 10;
  return (-word * 28.8e6) / 2 ** 22;
}
