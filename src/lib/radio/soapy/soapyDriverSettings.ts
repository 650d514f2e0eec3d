import type { Range } from '../radio.ts';
import type { RadioSetting, SettingValue } from '../radioSetting.ts';
import type { SoapyArgInfo, SoapyDevice, SoapyScope } from './soapyDevice.ts';
import { including, mostEntries, usableRanges } from './soapyRanges.ts';
import type { SoapyControl } from './soapySettings.ts';
import { cleanText, uniqueKey } from './soapyText.ts';

const scopes: readonly SoapyScope[] = ['device', 'channel'];

const biasWarning =
  'Puts a voltage on the antenna socket: only for an amplifier or antenna that is fed through its cable. Anything else may be damaged.';

/** The settings that a driver describes by itself: switches, numbers, and texts with a list of choices. Free texts are `freeSettings`. */
export function listDriverSettings(device: SoapyDevice, keys: Set<string>, notices: string[]): (SoapyControl | null)[] {
  return scopes.flatMap((scope) => {
    const infos = device.settingInfo(scope);
    if (infos.length > mostEntries)
      notices.push(`The driver names ${infos.length} settings: the first ${mostEntries} are shown.`);
    return infos.slice(0, mostEntries).map((info) => control(device, scope, info, keys, notices));
  });
}

/** The settings that take any text: they cannot be listed, but a SPEC may name them. */
export function freeSettings(device: SoapyDevice): { scope: SoapyScope; key: string }[] {
  return scopes.flatMap((scope) =>
    device
      .settingInfo(scope)
      .slice(0, mostEntries)
      .filter((info) => isFree(info))
      .map(({ key }) => ({ scope, key }))
  );
}

/** Drivers call it biastee, bias_tx or biasT_ctrl: links and SPECs have one name for it. */
function isBias({ type, key, name }: SoapyArgInfo): boolean {
  return type === 'bool' && /bias/i.test(`${key} ${name}`);
}

function isFree({ type, options }: SoapyArgInfo): boolean {
  return type === 'string' && options.length === 0;
}

function control(
  device: SoapyDevice,
  scope: SoapyScope,
  info: SoapyArgInfo,
  keys: Set<string>,
  notices: string[]
): SoapyControl | null {
  if (isFree(info) || info.key === '') return null;
  const now = () => device.readSetting(scope, info.key);
  try {
    const value = now();
    const { setting, parse, print } = describe(info, value, uniqueKey(isBias(info) ? 'bias-tee' : info.key, keys));
    return {
      setting,
      ofGain: false,
      read: () => parse(now()),
      write: (wanted) => device.writeSetting(scope, info.key, print(wanted))
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    notices.push(`The setting ${cleanText(info.key)} cannot be read: ${cleanText(why, 160)}`);
    return null;
  }
}

interface Described {
  readonly setting: RadioSetting;
  readonly parse: (text: string) => SettingValue;
  readonly print: (value: SettingValue) => string;
}

function describe(info: SoapyArgInfo, now: string, key: string): Described {
  const label = cleanText(info.name) || cleanText(info.key);
  const warning = isBias(info) ? biasWarning : null;
  const base = { key, label, hint: cleanText(info.description, 300), warning };
  if (info.type === 'bool')
    return {
      setting: { ...base, kind: 'switch' },
      parse: isTrue,
      print: (value) => (value === true ? 'true' : 'false')
    };
  if (info.options.length > 0) return choice(info, now, base);
  const parse = (text: string) => {
    for (const one of [text, info.value]) if (one.trim() !== '' && Number.isFinite(Number(one))) return Number(one);
    return nearestZero(ranges);
  };
  const whole = info.type === 'int';
  const ranges: readonly Range[] = numberRanges(info);
  return {
    setting: { ...base, kind: 'number', unit: cleanText(info.units, 16), ranges: including(ranges, parse(now)) },
    parse,
    print: (value) => String(whole ? Math.round(Number(value)) : value)
  };
}

function choice(info: SoapyArgInfo, now: string, base: Omit<RadioSetting & { kind: 'switch' }, 'kind'>): Described {
  const options = info.options.slice(0, mostEntries);
  const values = [...new Set(options.includes(now) ? options : [now, ...options])];
  const choices = values.map((value) => {
    const name = info.optionNames[info.options.indexOf(value)] ?? '';
    return { value, label: cleanText(name) || cleanText(value) || '(none)' };
  });
  return {
    setting: { ...base, kind: 'choice', choices },
    parse: (text) => (values.includes(text) ? text : values[0]),
    print: String
  };
}

/** A driver that gives no range means any number. */
function numberRanges({ type, range }: SoapyArgInfo): readonly Range[] {
  const told = usableRanges([range]);
  if (told.length > 0 && told[0].min < told[0].max) return told;
  return type === 'int' ? [{ min: -(2 ** 31), max: 2 ** 31 - 1 }] : [{ min: -1e12, max: 1e12 }];
}

function nearestZero(ranges: readonly Range[]): number {
  return Math.min(ranges[0].max, Math.max(ranges[0].min, 0));
}

function isTrue(text: string): boolean {
  return /^\s*(?:true|1|on|yes)\s*$/i.test(text);
}
