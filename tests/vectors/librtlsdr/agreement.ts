import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { RtlSdr } from '#lib/radio/rtlsdr/rtlSdr.ts';
import { EmulatedRtlSdr } from '#tests/lab/emulated/emulatedRtlSdr.ts';
import { EmulatedE4000 } from '#tests/lab/emulated/tuners/emulatedE4000.ts';
import { EmulatedFc001x } from '#tests/lab/emulated/tuners/emulatedFc001x.ts';
import { EmulatedFc2580 } from '#tests/lab/emulated/tuners/emulatedFc2580.ts';
import { parseRecording, type RecordedCall } from './recording.ts';
import { calls, returnCode } from './replay.ts';
import { tunerDifferences, tuningRegisters } from './tunerDifferences.ts';

/** What the registers of the recorded chips held after power-on. */
const fill = 0xa5;

const chips = {
  e4000: () => new EmulatedE4000(fill),
  fc0012: () => new EmulatedFc001x({ chip: 'FC0012', fill }),
  fc0013: () => new EmulatedFc001x({ chip: 'FC0013', fill }),
  fc2580: () => new EmulatedFc2580(fill),
  notuner: () => null
};

export type RecordedChip = keyof typeof chips;
export const recordedChips = Object.keys(chips) as RecordedChip[];

export interface Agreement {
  /** Recorded calls. */
  readonly calls: number;
  /** Of them those with the same outcome and the same registers, all that librtlsdr has written so far. */
  readonly same: number;
  /** Calls that differ as intended, by the first reason in `tunerDifferences` that is one; the registers of a refused call stay different until the next that succeeds. */
  readonly intended: Readonly<Record<string, number>>;
  /** Every other difference. */
  readonly unexplained: readonly string[];
}

/** Makes the calls of a recording of librtlsdr with `RtlSdr` on an emulated dongle, and holds outcome and registers against it, call by call. */
export async function agreement(name: RecordedChip, lines = recordedCalls(name)): Promise<Agreement> {
  const tuner = chips[name]();
  const device = new EmulatedRtlSdr({ clock: null, tuner });
  await device.open();
  await device.selectConfiguration(1);
  await device.claimInterface(0);
  // The recorded dongle's pins all started as outputs.
  await device.controlTransferOut(
    { requestType: 'vendor', recipient: 'device', request: 0, value: 0x3004, index: 0x210 },
    Uint8Array.of(0)
  );
  const register = (key: string): number => {
    const [bank, text] = key.split('.');
    const address = parseInt(text, 16);
    if (bank === 'usb') return device.register('usb', address);
    if (bank === 'sys') return device.register('system', address);
    if (bank.length === 1) return device.register('demodulator', address, Number(bank));
    return tuner?.registers[address] ?? 0;
  };

  const clock = new VirtualClock();
  clock.until = () => Promise.resolve();
  const expected = new Map<string, number>();
  const excused = new Map<string, string>();
  const intended: Record<string, number> = {};
  const unexplained: string[] = [];
  let same = 0;
  let ppm = 0;
  let refused = false;
  let direct = name === 'notuner';
  let rtl: RtlSdr | null = null;
  let before: RecordedCall | null = null;
  for (const [at, line] of lines.entries()) {
    let error = '';
    let rc = 0;
    if (line.call === 'set_freq_correction') ppm = line.args[0];
    try {
      if (line.call === 'open') rtl = await RtlSdr.open(device, clock, 'emulated');
      else await calls[line.call](rtl!, ...line.args);
    } catch (thrown) {
      if (!(thrown instanceof WavepoolError)) throw thrown;
      error = thrown.code;
      rc = returnCode(thrown);
    }
    for (const [key, value] of Object.entries(line.set)) expected.set(key, parseInt(value.slice(0, 2), 16));
    const differing = [...expected].filter(([key, value]) => register(key) !== value).map(([key]) => key);
    for (const key of [...excused.keys()]) if (!differing.includes(key)) excused.delete(key);
    const outcome = rc === line.rc;
    const reasons = new Set<string>();
    let outcomeExplained = outcome;
    for (const { reason, applies, registers, outcomes } of tunerDifferences) {
      if (!applies({ name, line, before, refused, ppm, error })) continue;
      for (const key of differing) if (registers.test(key) && !excused.has(key)) excused.set(key, reason);
      if (!outcome && outcomes) {
        outcomeExplained = true;
        reasons.add(reason);
      }
    }
    const tuned = line.call === 'set_center_freq' && line.rc === 0 && rc === 0 && !direct;
    for (const key of differing) {
      const reason = excused.get(key);
      const late =
        tuned && tuningRegisters.test(key) && tunerDifferences.find((one) => one.reason === reason)?.untilTuned;
      if (reason === undefined || late)
        unexplained.push(`${at} ${describe(line)}: ${key} is ${register(key)}, librtlsdr ${expected.get(key)}`);
      else reasons.add(reason);
    }
    if (!outcomeExplained) unexplained.push(`${at} ${describe(line)}: ${rc} ${error}, librtlsdr ${line.rc}`);
    if (outcome && differing.length === 0) same++;
    const first = tunerDifferences.find(({ reason }) => reasons.has(reason));
    if (first !== undefined) intended[first.reason] = (intended[first.reason] ?? 0) + 1;
    before = line;
    if (error === 'radio.range' && line.call !== 'set_sample_rate') refused = true;
    else if (line.call === 'set_center_freq') refused = false;
    if (line.call === 'set_direct_sampling' && error !== 'radio.no-tuner') direct = line.args[0] !== 0;
  }
  return { calls: lines.length, same, intended, unexplained };
}

export function recordedCalls(name: RecordedChip): RecordedCall[] {
  const file = join(import.meta.dirname, `librtlsdr-0.6.0-${name}.json`);
  return parseRecording(readFileSync(file, 'utf8'));
}

const describe = ({ call, args }: RecordedCall) => `${call} ${args.join(' ')}`;
