import type { SignalClass } from './character.ts';
import type { Features } from './features.ts';

/** What was decided, how surely, and why. */
export interface Decision {
  readonly class: SignalClass;
  readonly confidence: number;
  readonly because: string;
}

/** One condition of a rule: a feature, the bound at which it begins to hold, and the value from which nothing more is to be wished. */
interface Condition {
  readonly what: string;
  readonly value: number;
  readonly bound: number;
  readonly sure: number;
}

interface Rule {
  readonly class: SignalClass;
  readonly conditions: readonly Condition[];
}

const is = (what: string, value: number, bound: number, sure: number): Condition => ({ what, value, bound, sure });

/** How far inside its bound a condition lies: below 0 outside, 1 at `sure` and beyond. */
function margin({ value, bound, sure }: Condition): number {
  return Math.min(1, (value - bound) / (sure - bound));
}

/** The best rule must be ahead of any of another class by this much. */
const lead = 0.15;

/**
 * The class whose rule holds with the widest margin; "unknown" where none does or two hold alike. A rule holds as well as the weakest of its conditions.
 * The bounds lie between what the generated scenes show (docs/classification.md).
 */
export function decide(features: Features): Decision {
  const scored = rules(features).map((rule) => {
    const margins = rule.conditions.map(margin);
    const score = Math.min(...margins);
    // What cannot be computed (silence, broken samples) holds for nothing.
    return { rule, score: Number.isNaN(score) ? -Infinity : score };
  });
  scored.sort((a, b) => b.score - a.score);
  const [best] = scored;
  if (best.score < 0) return unknown(`nearest is ${describe(best.rule)}`);
  const other = scored.find(({ rule }) => rule.class !== best.rule.class);
  if (other !== undefined && other.score > best.score - lead && other.score >= 0)
    return unknown(`${best.rule.class} as much as ${other.rule.class}`);
  return { class: best.rule.class, confidence: 0.5 + 0.5 * best.score, because: describe(best.rule) };
}

function unknown(because: string): Decision {
  return { class: 'unknown', confidence: 0, because };
}

/** The condition that decides: the one with the least margin first. */
function describe({ class: name, conditions }: Rule): string {
  const sorted = [...conditions].sort((a, b) => margin(a) - margin(b));
  const texts = sorted
    .slice(0, 3)
    .map(({ what, value, bound, sure }) => `${what} ${short(value)} (${sure > bound ? 'from' : 'to'} ${short(bound)})`);
  return `${name}: ${texts.join(', ')}`;
}

function short(value: number): string {
  return Math.abs(value) >= 1000 ? `${(value / 1000).toFixed(1)}k` : value.toPrecision(2);
}

function rules(features: Features): Rule[] {
  return [...keyedRules(features), ...frequencyRules(features), ...linearRules(features)];
}

/** A carrier, steady or switched or with a steady one's sidebands. */
function keyedRules({ envelope, carrier, width, duty, extent, frequency }: Features): Rule[] {
  const { kurtosis, keyedKurtosis, keyedTone, keyings, offRatio, keyedSpread } = envelope;
  return [
    {
      class: 'carrier',
      conditions: [
        is('carrier share', carrier.share, 0.8, 0.95),
        is('kurtosis', kurtosis, 1.06, 1.03),
        is('sidebands in phase', Math.abs(carrier.significance), 4, 2),
        is('bandwidth', width, 20_000, 10_000)
      ]
    },
    {
      class: 'AM',
      conditions: [
        is('carrier share', carrier.share, 0.55, 0.66),
        is('carrier share', carrier.share, 0.985, 0.975),
        is('sidebands in phase', carrier.significance, 5, 10),
        is('quadrature', carrier.quadrature, 0.3, 0.1),
        is('kurtosis', kurtosis, 2, 1.8),
        is('kurtosis', kurtosis, 1.01, 1.03),
        is('extent', extent, 800, 2000),
        is('bandwidth', width, 25_000, 18_000)
      ]
    },
    {
      class: 'OOK',
      conditions: [
        is('keyings', keyings, 4, 8),
        is('kurtosis when keyed', Math.abs(keyedKurtosis - 1), 0.25, 0.1),
        is('tone when keyed', keyedTone, 0.7, 0.85),
        is('level between', offRatio, 0.3, 0.15),
        // Syllables are keyed too, but not to one level.
        is('spread of levels', keyedSpread, width < 8000 ? 0.22 : 0.5, width < 8000 ? 0.12 : 0.2),
        is('duty', duty, 0.88, 0.8),
        is('length of keyings beside a carrier', carrier.share < 0.8 ? 100 : envelope.keyedLength, 25, 40)
      ]
    },
    {
      class: 'OOK',
      conditions: [
        is('quadrature', carrier.quadrature, 0.25, 0.1),
        is('carrier share', carrier.share, 0.15, 0.22),
        is('carrier share', carrier.share, 0.72, 0.62),
        is('sidebands in phase', carrier.significance, 8, 16),
        is('kurtosis', kurtosis, 1.55, 1.7),
        is('frequency deviation', frequency.deviationHz / width, 0.35, 0.28)
      ]
    },
    {
      class: 'OOK',
      conditions: [
        is('kurtosis', kurtosis, 2.6, 3.2),
        is('keyings', keyings, 7, 14),
        is('tone when keyed', keyedTone, 0.3, 0.5),
        is('level between', offRatio, 0.1, 0.04),
        is('spread of levels', keyedSpread, 0.5, 0.3),
        is('length of keyings', envelope.keyedLength, 25, 15),
        is('bandwidth', width, 3500, 4500)
      ]
    }
  ];
}

/** A constant envelope: all is in the frequency. */
function frequencyRules({
  envelope,
  frequency,
  carrier,
  chirp,
  stepLine,
  frequencyLine,
  width,
  extent
}: Features): Rule[] {
  const { kurtosis, steadyKurtosis } = envelope;
  // Fading is not modulation.
  const steady = kurtosis < 1.4 && steadyKurtosis > 0.7 && steadyKurtosis < kurtosis ? steadyKurtosis : kurtosis;
  const constant = is('kurtosis', Math.abs(steady - 1), 0.15, 0.08);
  const clock = stepLine.strength > frequencyLine.strength ? stepLine.strength : 0;
  const place = stepLine.hz / width;
  const clocked = clock > 1.5 && place > 0.1 && place < 1.2;
  return [
    {
      class: 'FSK',
      conditions: [
        constant,
        is('frequency kurtosis', frequency.kurtosis, 2.1, 1.7),
        is('valley between frequencies', frequency.valley, 0.3, 0.55),
        // Slow hops between many frequencies are something else.
        is('fast changes', frequency.valley > 0.8 ? 1 : frequency.fast, 0.08, 0.2),
        is('chirp', chirp.coherence, 0.45, 0.3),
        is('extent', extent, 60, 200)
      ]
    },
    {
      class: 'FSK',
      conditions: [
        constant,
        is('clock of frequency steps', clock, 1.5, 3),
        is('clock over bandwidth', place, 0.1, 0.15),
        is('clock over bandwidth', place, 1.2, 1),
        is('fast changes', frequency.fast, 0.2, 0.35),
        is('frequency kurtosis', frequency.kurtosis, 2.7, 2.3),
        is('chirp', chirp.coherence, 0.45, 0.3)
      ]
    },
    {
      class: 'chirp',
      conditions: [
        constant,
        is('chirp', chirp.coherence, 0.4, 0.5),
        is('frequency kurtosis', frequency.kurtosis, 2.35, 2.15),
        is('fast changes', frequency.fast, 0.4, 0.25)
      ]
    },
    {
      class: 'WFM',
      conditions: [
        constant,
        is('bandwidth', width, 45_000, 70_000),
        is('fast changes', frequency.fast, 0.4, 0.28),
        is('frequency kurtosis', frequency.kurtosis, 2, 2.2),
        is('frequency kurtosis', frequency.kurtosis, 5, 4),
        is('chirp', chirp.coherence, frequency.kurtosis > 2.35 ? 0.6 : 0.45, 0.38),
        is('extent', extent, 1000, 3000)
      ]
    },
    {
      class: 'NFM',
      conditions: [
        constant,
        is('bandwidth', width, 3000, 5000),
        is('bandwidth', width, 40_000, 25_000),
        is('frequency kurtosis', frequency.kurtosis, 2.2, 2.5),
        is('fast changes', frequency.fast, 0.75, 0.65),
        is('carrier share', carrier.share, 0.8, 0.7),
        is('clock of frequency steps', clocked ? clock : 0, 2, 1),
        is('extent', extent, 700, 2000)
      ]
    }
  ];
}

/** Amplitude and phase both: many values, many carriers, a voice, or noise. */
function linearRules({
  envelope,
  frequency,
  carrier,
  prefix,
  envelopeLine,
  frequencyLine,
  squareLine,
  fourthLine,
  width,
  extent,
  flatness
}: Features): Rule[] {
  const { kurtosis, keyedTone } = envelope;
  const symbols = envelopeLine.hz / width;
  const clock = symbols > 0.5 && symbols < 1.1 ? envelopeLine.strength : 0;
  const phases = Math.max(fourthLine.strength, carrier.share < 0.2 ? squareLine.strength : 0);
  const phased = [
    is('kurtosis', kurtosis, 1.07, 1.12),
    is('kurtosis', kurtosis, 1.9, 1.7),
    is('flatness', flatness, 0.6, 0.75),
    is('carrier share', carrier.share, 0.3, 0.2),
    is('repetition', prefix.strength, 2.5, 1.5),
    is('frequency kurtosis', frequency.kurtosis, 2, 2.2),
    is('tone', keyedTone, 0.7, 0.5)
  ];
  const pitched = [envelopeLine, frequencyLine].filter(({ hz }) => hz > 60 && hz < 700);
  const voice = Math.max(0, ...pitched.map(({ strength }) => strength));
  return [
    { class: 'PSK/QAM', conditions: [...phased, is('symbol clock', clock, 1.1, 2)] },
    {
      class: 'PSK/QAM',
      conditions: [...phased, is('line of a power of the signal', phases, 1.5, 3), is('kurtosis', kurtosis, 1.3, 1.25)]
    },
    {
      class: 'OFDM',
      conditions: [
        is('kurtosis', kurtosis, 1.33, 1.45),
        is('kurtosis', kurtosis, 2.7, 2.4),
        is('extent', extent, 1000, 2500),
        is('bandwidth', width, 4000, 4500),
        is('repetition', prefix.strength, 1.4, 2.2),
        is('correlation', prefix.correlation, 0.03, 0.05),
        is('correlation', prefix.correlation, 0.6, 0.45),
        is('flatness', flatness, 0.5, 0.65),
        is('carrier share', carrier.share, 0.3, 0.2)
      ]
    },
    {
      class: 'noise-like',
      conditions: [
        is('kurtosis', Math.abs(kurtosis - 2), 0.25, 0.12),
        is('repetition', prefix.strength, 1.2, 1),
        is('extent', extent, 12_000, 18_000),
        is('flatness', flatness, 0.75, 0.88),
        is('symbol clock', clock, 1.1, 0.9),
        is('carrier share', carrier.share, 0.15, 0.1)
      ]
    },
    {
      class: 'SSB',
      conditions: [
        is('kurtosis', kurtosis, 1.3, 1.5),
        is('bandwidth', width, 500, 700),
        is('bandwidth', width, 3800, 3200),
        is('pitch', voice, 1.2, 2),
        is('carrier share', carrier.share, 0.4, 0.3),
        is('flatness', flatness, 0.8, 0.7),
        is('extent', extent, 150, 500)
      ]
    }
  ];
}
