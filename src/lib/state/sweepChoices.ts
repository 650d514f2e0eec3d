import { parseFrequency } from './parseFrequency.ts';
import { frequencyText } from './quantityText.ts';
import type { SweepSpan } from './radioRequest.ts';

/** A band with a name. */
export interface SweepPreset {
  readonly name: string;
  readonly span: SweepSpan;
}

/** What a kind of radio is made for, where it can be tuned further: there its maker promises nothing. */
const madeFor: Readonly<Record<string, SweepSpan>> = { hackrf: { low: 1e6, high: 6e9 } };

/** Bands that are worth a look nearly everywhere, Hz. */
const bands: readonly SweepPreset[] = [
  { name: 'FM broadcast', span: { low: 87.5e6, high: 108e6 } },
  { name: 'Aircraft voice', span: { low: 118e6, high: 137e6 } },
  { name: 'Digital radio (DAB)', span: { low: 174e6, high: 240e6 } },
  { name: 'ISM 433 MHz', span: { low: 430e6, high: 440e6 } },
  { name: 'Television (UHF)', span: { low: 470e6, high: 694e6 } },
  { name: 'ISM 868 and 915 MHz', span: { low: 860e6, high: 930e6 } },
  { name: 'ISM 2.4 GHz', span: { low: 2.4e9, high: 2.5e9 } },
  { name: 'ISM 5 GHz', span: { low: 5.15e9, high: 5.875e9 } }
];

/** Least width of a sweep, Hz: what the coarsest of the radios can do. */
const leastWidth = 1e6;
/** A first sweep shows so many times what the radio takes at once. */
const firstWidth = 10;

/** Bands to choose from that the radio reaches; all of it first. @param driver kind of driver */
export function sweepPresets(driver: string, reach: SweepSpan): readonly SweepPreset[] {
  const made = madeFor[driver] ?? reach;
  const whole = { low: Math.max(made.low, reach.low), high: Math.min(made.high, reach.high) };
  return [
    { name: 'Whole range', span: whole },
    ...bands.filter(({ span }) => span.low >= reach.low && span.high <= reach.high)
  ];
}

/** A first sweep: around where the radio is tuned, in whole megahertz. @param rate S/s */
export function sweepAround(center: number, rate: number, reach: SweepSpan): SweepSpan {
  const width = Math.min(reach.high - reach.low, Math.max(leastWidth, Math.round((firstWidth * rate) / 1e6) * 1e6));
  const middle = Math.min(reach.high - width / 2, Math.max(reach.low + width / 2, center));
  const low = Math.max(reach.low, Math.round((middle - width / 2) / 1e6) * 1e6);
  return { low, high: Math.min(reach.high, low + width) };
}

/** What somebody typed as the ends of a sweep: the band, or what is wrong with either end, in words. */
export function readSpan(
  from: string,
  to: string,
  reach: SweepSpan
): { readonly span: SweepSpan | null; readonly from: string | null; readonly to: string | null } {
  const [low, high] = [parseFrequency(from), parseFrequency(to)];
  const wrong = (value: number | null): string | null => {
    if (value === null) return 'Not a frequency: write 88M, 433.92 MHz or 2.4G';
    if (value >= reach.low && value <= reach.high) return null;
    return `This radio goes from ${frequencyText(reach.low)} to ${frequencyText(reach.high)}`;
  };
  const errors = { from: wrong(low), to: wrong(high) };
  if (low === null || high === null || errors.from !== null || errors.to !== null) return { span: null, ...errors };
  if (high - low < leastWidth)
    return { span: null, from: null, to: `At least ${frequencyText(leastWidth)} above the start` };
  return { span: { low, high }, ...errors };
}
