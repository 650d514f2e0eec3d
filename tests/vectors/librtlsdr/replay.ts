import { VirtualClock } from '#lib/base/virtualClock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { RtlSdr } from '#lib/radio/rtlsdr/rtlSdr.ts';
import { PlaybackDevice } from './playbackDevice.ts';
import type { RecordedCall } from './recording.ts';

/** What our call did otherwise than librtlsdr's. */
export interface Difference {
  readonly at: number;
  readonly call: RecordedCall;
  /** Our return code, in librtlsdr's numbers. */
  readonly rc: number;
  /** Code of our error; '' for none. */
  readonly error: string;
  /** What we answered: the frequency, rate, gain that was set. */
  readonly answer: number | null;
  /** Registers that hold something else afterwards: theirs, ours. */
  readonly registers: Readonly<Record<string, readonly [theirs: string, ours: string]>>;
}

/** Makes every call of a recording with our driver. @returns one entry a call, in order */
export async function replay(recording: readonly RecordedCall[]): Promise<Difference[]> {
  const device = new PlaybackDevice(recording);
  const theirs = new Map<string, string>();
  const clock = new VirtualClock();
  clock.until = () => Promise.resolve();
  let rtl: RtlSdr | null = null;
  const differences: Difference[] = [];
  for (const [at, call] of recording.entries()) {
    device.enter(call);
    for (const [key, value] of Object.entries(call.set)) theirs.set(key, value);
    let error = '';
    let rc = 0;
    let answer: number | null = null;
    try {
      if (call.call === 'open') rtl = await RtlSdr.open(device, clock, 'the dongle');
      else if (rtl === null) throw new Error('a recording begins with open');
      else answer = (await calls[call.call](rtl, ...call.args)) ?? null;
    } catch (thrown) {
      if (!(thrown instanceof WavepoolError)) throw thrown;
      error = thrown.code;
      rc = returnCode(thrown);
    }
    const keys = new Set([...theirs.keys(), ...device.registers.keys()]);
    const registers: Record<string, [string, string]> = {};
    for (const key of keys) {
      const pair: [string, string] = [theirs.get(key) ?? '', device.registers.get(key) ?? ''];
      if (pair[0] !== pair[1]) registers[key] = pair;
    }
    differences.push({ at, call, rc, error, answer, registers });
  }
  return differences;
}

const modes = ['off', 'i', 'q'] as const;

/** librtlsdr's calls in ours. */
export const calls: Record<string, (rtl: RtlSdr, ...args: number[]) => Promise<number | void>> = {
  set_sample_rate: (rtl, rate) => rtl.setSampleRate(rate),
  set_center_freq: (rtl, hz) => rtl.setCenterFrequency(hz),
  set_freq_correction: (rtl, ppm) => rtl.setFrequencyCorrection(ppm),
  set_tuner_gain_mode: (rtl, manual) => rtl.setGainMode(manual !== 0),
  set_tuner_gain: (rtl, tenths) => rtl.setGain(tenths / 10),
  set_tuner_if_gain: (rtl, stage, tenths) => rtl.setIfGain(stage - 1, tenths / 10),
  set_tuner_bandwidth: (rtl, hz) => rtl.setBandwidth(hz),
  set_agc_mode: (rtl, on) => rtl.setAgc(on !== 0),
  set_bias_tee: (rtl, on) => rtl.setBiasTee(on !== 0),
  set_bias_tee_gpio: (rtl, pin, on) => rtl.setBiasTee(on !== 0, pin),
  set_testmode: (rtl, on) => rtl.setTestMode(on !== 0),
  set_offset_tuning: (rtl, on) => rtl.setOffsetTuning(on !== 0),
  set_direct_sampling: (rtl, mode) => rtl.setDirectSampling(modes[mode]),
  reset_buffer: (rtl) => rtl.resetBuffer(),
  close: (rtl) => rtl.close()
};

/** Our errors in librtlsdr's numbers. */
export function returnCode({ code, facts }: WavepoolError): number {
  if (code === 'radio.range') return facts.what === 'Sample rate' ? -22 : -1;
  if (code === 'radio.bad-setting') return String(facts.want).startsWith('no tuner') ? -3 : -2;
  return -1;
}
