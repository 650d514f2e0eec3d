import { hz, sampleRate } from '#lib/base/units.ts';
import type { RadioInfo, RadioState, RadioWant } from '../radio.ts';
import type { RadioSetting, SettingValue } from '../radioSetting.ts';
import { nearestInRanges } from '../nearestInRanges.ts';
import { commandIds, type Command } from './commandFrame.ts';
import { usualGains } from './remoteTuner.ts';

/** Crystal of the RTL2832U, Hz. */
const crystal = 28.8e6;

/** Gains of a radio by their index, dB: its own steps where it has them, else the usual ones that lie within its range. */
export function gainList({ gains }: Pick<RadioInfo, 'gains'>): readonly number[] {
  if (gains.length === 0) return [];
  if (gains.length > 1 && gains.every(({ min, max }) => min === max)) return gains.map(({ min }) => min);
  return usualGains.map((db) => nearestInRanges(gains, db));
}

/**
 * What a command asks of this radio, in its own terms.
 * @returns null for a command that means nothing to it, with a reason for the log
 */
export function commandWant(
  { id, word }: Command,
  info: Pick<RadioInfo, 'gains' | 'settings' | 'rates'>,
  state: Pick<RadioState, 'gain'>
): { readonly want: RadioWant | null; readonly what: string } {
  const signed = word | 0;
  const setting = (what: string, keys: readonly string[], value: SettingValue) => {
    const found = info.settings.find(({ key }) => keys.includes(key));
    const fit = found === undefined ? null : fitting(found, value);
    return { want: found === undefined || fit === null ? null : { settings: { [found.key]: fit } }, what };
  };
  const gain = (what: string, db: number | 'auto') => ({
    want: info.gains.length === 0 ? null : { gain: db === 'auto' ? db : nearestInRanges(info.gains, db) },
    what
  });
  switch (id) {
    case commandIds.center:
      return { want: { center: hz(word) }, what: `centre ${word} Hz` };
    case commandIds.rate:
      return { want: word === 0 ? null : { rate: sampleRate(word) }, what: `rate ${word} S/s` };
    case commandIds.gainMode:
      if (word === 0) return gain('automatic gain', 'auto');
      // Which gain is said by the next command; until then one from the middle.
      return gain('manual gain', state.gain === 'auto' ? usualGains[usualGains.length >> 1] : state.gain);
    case commandIds.gain:
      return gain(`gain ${signed / 10} dB`, signed / 10);
    case commandIds.ppm:
      return { want: { ppm: signed }, what: `${signed} ppm` };
    case commandIds.ifGain: {
      const db = ((word & 0xffff) << 16) >> 16;
      const stage = word >>> 16;
      return setting(`IF gain ${stage}: ${db / 10} dB`, [`if-gain-${stage}`, `if${stage}`, 'if-gain', 'vga'], db / 10);
    }
    case commandIds.testMode:
      return setting(`test mode ${onOff(word)}`, ['test-mode'], word !== 0);
    case commandIds.agc:
      return setting(`AGC ${onOff(word)}`, ['agc', 'rtl-agc'], word !== 0);
    case commandIds.directSampling:
      return setting(`direct sampling ${word}`, ['direct-sampling'], ['off', 'i', 'q'][word] ?? 'off');
    case commandIds.offsetTuning:
      return setting(`offset tuning ${onOff(word)}`, ['offset-tuning'], word !== 0);
    case commandIds.rtlCrystal: {
      // The crystal's true frequency is another way to say its error.
      const ppm = Math.round((word / crystal - 1) * 1e8) / 100;
      return { want: word === 0 || Math.abs(ppm) > 1000 ? null : { ppm }, what: `crystal ${word} Hz` };
    }
    case commandIds.tunerCrystal:
      // One crystal drives both on every dongle that is known: what the command above says holds for it.
      return { want: null, what: `tuner crystal ${word} Hz` };
    case commandIds.gainIndex: {
      const db = gainList(info).at(word);
      return db === undefined ? { want: null, what: `gain number ${word}` } : gain(`gain number ${word}`, db);
    }
    case commandIds.biasTee:
      return setting(`bias tee ${onOff(word)}`, ['bias-tee'], word !== 0);
    default:
      return { want: null, what: `command ${id}` };
  }
}

function onOff(word: number): string {
  return word === 0 ? 'off' : 'on';
}

/** The value as this setting takes it; null where it cannot. */
function fitting(setting: RadioSetting, value: SettingValue): SettingValue | null {
  switch (setting.kind) {
    case 'switch':
      return typeof value === 'boolean' ? value : null;
    case 'choice':
      return setting.choices.find((choice) => choice.value.toLowerCase() === value)?.value ?? null;
    case 'number':
      return typeof value === 'number' && setting.ranges.length > 0 ? nearestInRanges(setting.ranges, value) : null;
  }
}
