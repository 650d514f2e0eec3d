import type { RadioSetting } from '../radioSetting.ts';
import { filterWidths } from './hackRfFilter.ts';
import { lnaStep, mostLna, mostVga, vgaStep } from './hackRfGain.ts';
import { syncApi, type HackRfIdentity } from './hackRfIdentity.ts';

/** What a HackRF has beyond centre, rate, gain and ppm, with the values it has after opening. */
export interface HackRfSettings {
  /** dB; setting it, or `vga`, makes the gain their sum. */
  readonly lna: number;
  readonly vga: number;
  readonly amp: boolean;
  readonly 'bias-tee': boolean;
  /** Width of the baseband filter, Hz; 0: what suits the rate. */
  readonly bandwidth: number;
  readonly 'hardware-sync': boolean;
}

/** The settings that this board's firmware can do. */
export function hackRfSettings({ api }: Pick<HackRfIdentity, 'api'>): readonly RadioSetting[] {
  const common: readonly RadioSetting[] = [
    {
      key: 'lna',
      label: 'LNA gain',
      hint: 'At the intermediate frequency. The gain is shared between LNA and VGA unless you set them here.',
      warning: null,
      kind: 'number',
      ranges: steps(mostLna, lnaStep),
      unit: 'dB'
    },
    {
      key: 'vga',
      label: 'VGA gain',
      hint: 'At baseband, behind the filter.',
      warning: null,
      kind: 'number',
      ranges: steps(mostVga, vgaStep),
      unit: 'dB'
    },
    {
      key: 'amp',
      label: 'RF amplifier',
      hint: 'About 11 dB right behind the antenna. Leave it off near transmitters: more than -5 dBm at its input destroys it.',
      warning: null,
      kind: 'switch'
    },
    {
      key: 'bias-tee',
      label: 'Antenna power',
      hint: 'For an active antenna or an amplifier in its cable.',
      warning:
        'Puts 3.3 V, up to 50 mA, on the antenna socket. What short-circuits it, or does not bear it, may be damaged.',
      kind: 'switch'
    },
    {
      key: 'bandwidth',
      label: 'Filter bandwidth',
      hint: 'Of the baseband filter. 0 takes what suits the sample rate: at most three quarters of it.',
      warning: null,
      kind: 'number',
      ranges: [0, ...filterWidths].map((width) => ({ min: width, max: width })),
      unit: 'Hz'
    }
  ];
  if (api !== null && api < syncApi) return common;
  return [
    ...common,
    {
      key: 'hardware-sync',
      label: 'Wait for trigger',
      hint: 'Samples begin when the trigger input of the board is raised, within 3 s: several boards start together.',
      warning: null,
      kind: 'switch'
    }
  ];
}

function steps(most: number, step: number) {
  return Array.from({ length: most / step + 1 }, (_, k) => ({ min: k * step, max: k * step }));
}
