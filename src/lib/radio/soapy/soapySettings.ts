import type { Range } from '../radio.ts';
import type { RadioSetting, SettingValue } from '../radioSetting.ts';
import { listDriverSettings } from './soapyDriverSettings.ts';
import type { SoapyDevice } from './soapyDevice.ts';
import { including, mostEntries, steppedRanges, usableRanges } from './soapyRanges.ts';
import { cleanText, uniqueKey } from './soapyText.ts';

/** A setting with the calls behind it. */
export interface SoapyControl {
  readonly setting: RadioSetting;
  /** A part of the gain: changes with the others. */
  readonly ofGain: boolean;
  readonly read: () => SettingValue;
  readonly write: (value: SettingValue) => void;
}

const plain = { hint: '', warning: null } as const;

/**
 * Everything that a device has beyond centre, rate, gain and ppm. What the driver fails to tell is left out, and `notices` says so.
 */
export function listSoapyControls(device: SoapyDevice, notices: string[]): SoapyControl[] {
  const keys = new Set<string>();
  const controls: SoapyControl[] = [];
  const attempt = (what: string, list: () => readonly (SoapyControl | null)[]) => {
    try {
      for (const control of list()) if (control !== null) controls.push(control);
    } catch (error) {
      notices.push(`${what} cannot be set: ${cleanText(error instanceof Error ? error.message : String(error), 160)}`);
    }
  };
  attempt('The antenna', () => [
    choice(
      keys,
      'antenna',
      'Antenna',
      device.antennas(),
      () => device.antenna(),
      (name) => device.setAntenna(name)
    )
  ]);
  attempt('The bandwidth', () => [bandwidth(device, keys)]);
  attempt('A gain', () => few(device.gains(), 'gains', notices).map((name) => gainElement(device, name, keys)));
  attempt('A frequency', () =>
    few(device.frequencyComponents(), 'frequencies', notices)
      .slice(1)
      .filter((name) => name !== 'CORR')
      .map((name) => frequencyComponent(device, name, keys))
  );
  attempt('The DC offset correction', () => [
    device.hasDcOffsetMode()
      ? toggle(
          keys,
          'dc-offset',
          'DC offset correction',
          () => device.dcOffsetMode(),
          (on) => device.setDcOffsetMode(on)
        )
      : null
  ]);
  attempt('The IQ balance correction', () => [
    device.hasIqBalanceMode()
      ? toggle(
          keys,
          'iq-balance',
          'IQ balance correction',
          () => device.iqBalanceMode(),
          (on) => device.setIqBalanceMode(on)
        )
      : null
  ]);
  attempt('The clock source', () => [
    choice(
      keys,
      'clock-source',
      'Clock source',
      device.clockSources(),
      () => device.clockSource(),
      (name) => device.setClockSource(name)
    )
  ]);
  attempt('The time source', () => [
    choice(
      keys,
      'time-source',
      'Time source',
      device.timeSources(),
      () => device.timeSource(),
      (name) => device.setTimeSource(name)
    )
  ]);
  attempt('A setting of the driver', () => listDriverSettings(device, keys, notices));
  return controls;
}

/** The first of a list that is longer than any device's, and a notice about the rest. */
function few<T>(list: readonly T[], what: string, notices: string[]): readonly T[] {
  if (list.length <= mostEntries) return list;
  notices.push(`The driver names ${list.length} ${what}: the first ${mostEntries} are shown.`);
  return list.slice(0, mostEntries);
}

function toggle(
  keys: Set<string>,
  key: string,
  label: string,
  read: () => boolean,
  write: (on: boolean) => void
): SoapyControl {
  return {
    setting: { ...plain, kind: 'switch', key: uniqueKey(key, keys), label },
    ofGain: false,
    read,
    write: (value) => write(value === true)
  };
}

function choice(
  keys: Set<string>,
  key: string,
  label: string,
  names: readonly string[],
  read: () => string,
  write: (name: string) => void
): SoapyControl | null {
  // The one that is in force belongs to the list, whatever the driver says.
  const choices = [...new Set([...names.slice(0, mostEntries), ...(names.length === 0 ? [] : [read()])])];
  if (choices.length === 0) return null;
  return {
    setting: {
      ...plain,
      kind: 'choice',
      key: uniqueKey(key, keys),
      label,
      choices: choices.map((value) => ({ value, label: cleanText(value) || '(none)' }))
    },
    ofGain: false,
    read() {
      const name = read();
      return choices.includes(name) ? name : choices[0];
    },
    write: (value) => write(String(value))
  };
}

function numeric(
  keys: Set<string>,
  key: string,
  label: string,
  unit: string,
  ranges: readonly Range[],
  ofGain: boolean,
  device: { read(): number; write(value: number): void },
  hint = ''
): SoapyControl | null {
  if (ranges.length === 0) return null;
  const read = () => {
    const value = device.read();
    return Number.isFinite(value) ? value : ranges[0].min;
  };
  return {
    // What is in force can be set again, be it in the driver's ranges or not.
    setting: {
      ...plain,
      hint,
      kind: 'number',
      key: uniqueKey(key, keys),
      label,
      unit,
      ranges: including(ranges, read())
    },
    ofGain,
    read,
    write: (value) => device.write(Number(value))
  };
}

function bandwidth(device: SoapyDevice, keys: Set<string>): SoapyControl | null {
  const ranges = usableRanges(device.bandwidthRanges(), 0);
  const hint = within0(ranges, device) ? '0 leaves the choice to the driver.' : '';
  return numeric(
    keys,
    'bandwidth',
    'Bandwidth',
    'Hz',
    ranges,
    false,
    {
      read: () => device.bandwidth(),
      write: (value) => device.setBandwidth(value)
    },
    hint
  );
}

function within0(ranges: readonly Range[], device: SoapyDevice): boolean {
  return ranges.some(({ min }) => min === 0) || device.bandwidth() === 0;
}

function gainElement(device: SoapyDevice, name: string, keys: Set<string>): SoapyControl | null {
  return numeric(keys, `gain-${name}`, `Gain ${cleanText(name)}`, 'dB', steppedRanges(device.gainRange(name)), true, {
    read: () => device.gain(name),
    write: (value) => device.setGain(value, name)
  });
}

/** A part of the tuning behind the first, such as an offset in baseband. */
function frequencyComponent(device: SoapyDevice, name: string, keys: Set<string>): SoapyControl | null {
  const ranges = usableRanges(device.frequencyRanges(name));
  return numeric(keys, `frequency-${name}`, `Frequency ${cleanText(name)}`, 'Hz', ranges, false, {
    read: () => device.frequency(name),
    write: (value) => device.setFrequency(value, name)
  });
}
