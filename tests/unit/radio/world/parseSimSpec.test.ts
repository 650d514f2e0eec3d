import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { openSimulator } from '#lib/radio/world/openSimulator.ts';
import { parseSimSpec } from '#lib/radio/world/parseSimSpec.ts';

const plain = {
  seed: 1,
  format: 'cu8',
  ppm: 0,
  noiseFigure: 6,
  gain: 'auto',
  paced: true,
  start: 0,
  serial: 'SIM-1'
};

describe('parseSimSpec', () => {
  it('fills in what is left out', () => {
    expect(parseSimSpec('sim')).toEqual(plain);
    expect(parseSimSpec('sim:')).toEqual(plain);
    expect(parseSimSpec('sim:seed=7')).toEqual({ ...plain, seed: 7 });
  });

  it('reads every key', () => {
    expect(parseSimSpec('sim:seed=42,format=cs16,ppm=-1.5,nf=3.5,gain=20,paced=no,start=1e3,serial=roof')).toEqual({
      seed: 42,
      format: 'cs16',
      ppm: -1.5,
      noiseFigure: 3.5,
      gain: 20,
      paced: false,
      start: 1000,
      serial: 'roof'
    });
    expect(parseSimSpec('sim:gain=auto,start=now')).toEqual({ ...plain, start: 'now' });
  });

  it.each([
    '',
    'simulator',
    'SIM',
    'sim=7',
    'sim:7',
    'sim:seed',
    'sim:seed=',
    'sim:seed=1,',
    'sim:seed=1,seed=2',
    'sim:speed=1',
    'sim:seed=1=2',
    'sim,seed=1'
  ])('refuses the form of "%s"', (spec) =>
    expect(() => parseSimSpec(spec)).toThrow(expect.objectContaining({ code: 'radio.bad-spec' }) as Error)
  );

  it.each([
    'seed=-1',
    'seed=1.5',
    'seed=4294967296',
    'seed=0x10',
    'seed= 1',
    'ppm=5000',
    'ppm=NaN',
    'nf=-1',
    'gain=51',
    'gain=Auto',
    'paced=true',
    'format=cf32',
    'start=-1',
    'start=later',
    'ppm=Infinity'
  ])('refuses the value in %s, and says which', (pair) => {
    const [option, value] = pair.split('=');
    const error = caught(() => parseSimSpec(`sim:${pair}`));
    expect(error.code).toBe('option.bad-value');
    expect(error.message).toContain(`${option} cannot be ${value}`);
  });

  it('gives a sound radio or a clear error, whatever it is given', () => {
    const key = fc.constantFrom('seed', 'format', 'ppm', 'nf', 'gain', 'paced', 'start', 'serial', 'x');
    const value = fc.oneof(fc.string(), fc.double().map(String), fc.constantFrom('cs8', 'yes', 'now', 'auto', '7'));
    const pairs = fc.array(fc.tuple(key, value).map((pair) => pair.join('='))).map((list) => `sim:${list.join(',')}`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), pairs), (spec) => {
        try {
          const parsed = parseSimSpec(spec);
          expect(Number.isInteger(parsed.seed) && Number.isFinite(parsed.ppm + parsed.noiseFigure)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(WavepoolError);
          expect(['radio.bad-spec', 'option.bad-value']).toContain((error as WavepoolError).code);
        }
      })
    );
    expect(caught(() => parseSimSpec('sim:' + 'x'.repeat(1e6))).message.length).toBeLessThan(400);
  });

  it('opens the radio that it names', () => {
    const clock = new VirtualClock(1_800_000_000.25);
    const radio = openSimulator(
      parseSimSpec('sim:seed=9,format=cs8,ppm=2,gain=12.5,paced=no,start=now,serial=A'),
      clock
    );
    expect(radio.info).toMatchObject({ driver: 'sim', serial: 'A', format: 'cs8', paced: false });
    expect(radio.state).toEqual({ center: 100e6, rate: 2.4e6, gain: 12.5, ppm: 0, settings: {} });
    expect(radio.receiver.anchor.time).toBe(1_800_000_000.25);
    expect(radio.receiver.ppm).toBeCloseTo(2, 9);
  });
});

function caught(run: () => unknown): WavepoolError {
  try {
    run();
  } catch (error) {
    if (error instanceof WavepoolError) return error;
  }
  throw new Error('It was accepted');
}
