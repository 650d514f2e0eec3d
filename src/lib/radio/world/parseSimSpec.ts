import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { simulatedFormats, type SimulatedFormat } from './receiver.ts';

/** A simulated radio as a command line names it. */
export interface SimSpec {
  /** Seed of the world. */
  readonly seed: number;
  readonly format: SimulatedFormat;
  readonly ppm: number;
  readonly noiseFigure: number;
  readonly gain: number | 'auto';
  readonly paced: boolean;
  /** World time of the first sample, seconds; 'now': as much after the world's epoch as the host's clock says. */
  readonly start: number | 'now';
  readonly serial: string;
}

const keys = ['seed', 'format', 'ppm', 'nf', 'gain', 'paced', 'start', 'serial'];
const forms = `sim or sim:KEY=VALUE,… with ${keys.join(', ')}`;

/**
 * Reads `sim[:KEY=VALUE,…]`: seed=7, format=cu8|cs8|cs16, ppm=-1000..1000, nf=0..60 (dB), gain=0..50|auto, paced=yes|no,
 * start=SECONDS|now, serial=NAME.
 *
 * @throws WavepoolError `radio.bad-spec` for anything of another form, `option.bad-value` for a value that cannot be
 */
export function parseSimSpec(spec: string): SimSpec {
  const known = spec === 'sim' || spec.startsWith('sim:');
  if (!known || spec.length > 1000) throw new WavepoolError('radio.bad-spec', { spec: spec.slice(0, 80), want: forms });
  const given = new Map<string, string>();
  for (const pair of spec.length > 4 ? spec.slice(4).split(',') : []) {
    const [key, value, ...rest] = pair.split('=');
    if (!keys.includes(key) || value === '' || rest.length > 0 || !pair.includes('=') || given.has(key)) {
      throw new WavepoolError('radio.bad-spec', { spec, want: forms });
    }
    given.set(key, value);
  }
  const number = (key: string, otherwise: number, min: number, max: number): number => {
    const text = given.get(key);
    if (text === undefined) return otherwise;
    const value = /^[-+]?\d*\.?\d+(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new WavepoolError('option.bad-value', { option: key, value: text, want: `a number from ${min} to ${max}` });
  };
  const choice = <T extends string>(key: string, otherwise: T, choices: readonly T[]): T => {
    const text = given.get(key) ?? otherwise;
    const found = choices.find((each) => each === text);
    if (found !== undefined) return found;
    throw new WavepoolError('option.bad-value', { option: key, value: text, want: choices.join(' or ') });
  };
  const seed = number('seed', 1, 0, 4294967295);
  if (!Number.isInteger(seed)) {
    throw new WavepoolError('option.bad-value', { option: 'seed', value: seed, want: 'a whole number' });
  }
  return {
    seed,
    format: choice('format', 'cu8', simulatedFormats),
    ppm: number('ppm', 0, -1000, 1000),
    noiseFigure: number('nf', 6, 0, 60),
    gain: given.get('gain') === 'auto' ? 'auto' : given.has('gain') ? number('gain', 0, 0, 50) : 'auto',
    paced: choice('paced', 'yes', ['yes', 'no']) === 'yes',
    start: given.get('start') === 'now' ? 'now' : number('start', 0, 0, 1e9),
    serial: given.get('serial') ?? 'SIM-1'
  };
}
