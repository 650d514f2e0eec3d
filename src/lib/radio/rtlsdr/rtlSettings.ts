import type { RadioSetting, SettingValue } from '../radioSetting.ts';
import type { IfStage, Tuner } from './tuner.ts';

/** Input past the tuner: never, always, or where the tuner does not reach. */
export type RtlInputChoice = 'off' | 'i' | 'q' | 'auto';

/** A dongle's own settings, as they are wanted. */
export interface RtlOwnSettings {
  readonly agc: boolean;
  readonly biasTee: boolean;
  /** Hz; 0: what suits the rate. */
  readonly bandwidth: number;
  readonly direct: RtlInputChoice;
  /** Of the tuner's amplifiers behind the mixer, dB. */
  readonly ifGains: readonly number[];
  readonly offsetTuning: boolean;
  readonly testMode: boolean;
}

const agc: RadioSetting = {
  key: 'agc',
  label: 'Digital AGC',
  hint: 'Scales the samples to fill eight bits: levels can no longer be compared.',
  warning: null,
  kind: 'switch'
};
const biasTee: RadioSetting = {
  key: 'bias-tee',
  label: 'Bias tee',
  hint: 'Power for an amplifier at the antenna. Dongles without one ignore it.',
  warning:
    'Puts about 4.5 V on the antenna socket. Anything there that shorts direct current (many antennas, and measuring gear) may be damaged.',
  kind: 'switch'
};
const testMode: RadioSetting = {
  key: 'test-mode',
  label: 'Test mode',
  hint: 'Sends a counter in place of samples, to look for losses.',
  warning: null,
  kind: 'switch'
};
const offsetTuning: RadioSetting = {
  key: 'offset-tuning',
  label: 'Offset tuning',
  hint: 'Moves the line in the middle of the spectrum out of it.',
  warning: null,
  kind: 'switch'
};
const inputs = {
  off: { value: 'off', label: 'Through the tuner' },
  i: { value: 'i', label: 'Input I, 0 to 28.8 MHz' },
  q: { value: 'q', label: 'Input Q, 0 to 28.8 MHz' },
  auto: { value: 'auto', label: 'Input Q below 24 MHz, else the tuner' }
} as const;

function ifGain({ gains }: IfStage, stage: number): RadioSetting {
  return {
    key: ifGainKey(stage),
    label: `IF gain ${stage + 1}`,
    hint: 'Of an amplifier behind the mixer: the later ones raise noise and signal alike.',
    warning: null,
    kind: 'number',
    ranges: gains.map((gain) => ({ min: gain, max: gain })),
    unit: 'dB'
  };
}

const ifGainKey = (stage: number) => `if-gain-${stage + 1}`;

/** @param hf the board receives HF through its tuner, and has nothing on the direct inputs */
export function rtlSettings(tuner: Tuner | null, hf: boolean): readonly RadioSetting[] {
  const input: RadioSetting = {
    key: 'direct-sampling',
    label: 'Direct sampling',
    hint: 'Receives short wave past the tuner, on boards whose antenna is connected for it (RTL-SDR Blog V3: input Q).',
    warning: null,
    kind: 'choice',
    choices: tuner === null ? [inputs.i, inputs.q] : [inputs.off, inputs.i, inputs.q, inputs.auto]
  };
  const bandwidth: RadioSetting[] =
    tuner === null || tuner.bandwidths.length === 0
      ? []
      : [
          {
            key: 'bandwidth',
            label: 'Filter bandwidth',
            hint: '0 takes what suits the sample rate.',
            warning: null,
            kind: 'number',
            ranges: [{ min: 0, max: 0 }, ...tuner.bandwidths],
            unit: 'Hz'
          }
        ];
  return [
    agc,
    biasTee,
    ...bandwidth,
    ...(tuner?.ifStages ?? []).map(ifGain),
    ...(hf ? [] : [input]),
    ...(tuner?.offsetTuning === true ? [offsetTuning] : []),
    testMode
  ];
}

/** Takes over what is wanted, by key; values have been checked. */
export function wantedSettings(before: RtlOwnSettings, want: Readonly<Record<string, SettingValue>>): RtlOwnSettings {
  return {
    agc: (want.agc as boolean | undefined) ?? before.agc,
    biasTee: (want['bias-tee'] as boolean | undefined) ?? before.biasTee,
    bandwidth: (want.bandwidth as number | undefined) ?? before.bandwidth,
    direct: (want['direct-sampling'] as RtlInputChoice | undefined) ?? before.direct,
    ifGains: before.ifGains.map((gain, stage) => (want[ifGainKey(stage)] as number | undefined) ?? gain),
    offsetTuning: (want['offset-tuning'] as boolean | undefined) ?? before.offsetTuning,
    testMode: (want['test-mode'] as boolean | undefined) ?? before.testMode
  };
}

/** Values by key, of those settings that there are. @param width of the filter that was set, Hz */
export function settingValues(
  settings: readonly RadioSetting[],
  own: RtlOwnSettings,
  width: number
): Readonly<Record<string, SettingValue>> {
  const values: Record<string, SettingValue> = {
    agc: own.agc,
    'bias-tee': own.biasTee,
    bandwidth: own.bandwidth === 0 ? 0 : width,
    'direct-sampling': own.direct,
    'offset-tuning': own.offsetTuning,
    'test-mode': own.testMode,
    ...Object.fromEntries(own.ifGains.map((gain, stage) => [ifGainKey(stage), gain]))
  };
  return Object.fromEntries(settings.map(({ key }) => [key, values[key]]));
}
