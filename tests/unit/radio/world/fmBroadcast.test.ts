import { beforeAll, describe, expect, it } from 'vitest';
import { at, discriminated, level, occupied, receive, spectrum, tone, worldOf, type Received } from './received.ts';
import { receiveRds, type RdsReport } from './rdsReceiver.ts';

const rate = 456_000;
const station = {
  kind: 'fm-broadcast' as const,
  id: 'test station',
  position: at(3, 4),
  frequency: 100.1e6,
  eirpDbm: 30,
  name: 'TESTING',
  text: 'All that is sent here, is sent to be received'
};

describe.each(['music', 'speech'] as const)('a station with %s', (programme) => {
  const world = worldOf({ ...station, programme });
  let heard: Received;
  let multiplex: Float64Array;
  let rds: RdsReport;
  let pilot: { amplitude: number; phase: number };
  let said: readonly (readonly [number, number, number, number])[];

  beforeAll(async () => {
    // Half a second before a minute begins, and long after the world did.
    heard = await receive(world, { center: 100.1e6, rate, gain: 30 }, 3, {
      format: 'cs16',
      startOffset: 8_640_060 - 0.5
    });
    multiplex = discriminated(heard);
    pilot = tone(multiplex, rate, 19000);
    rds = receiveRds(multiplex, rate, 19000, pilot.phase);
    said = rds.groups;
  });

  it('has the level of truth, and a constant envelope', () => {
    const [row] = world.truth(heard.radio, world.epoch + 8_640_060, world.epoch + 8_640_061);
    expect(Math.abs(level(heard) - row.levelDbfs)).toBeLessThan(0.05);
    const [low, high] = [5000, 500_000].map((from) => level(heard, from, from + 1000));
    expect(Math.abs(low - high)).toBeLessThan(0.05);
  });

  it('has a 19 kHz pilot of 6.75 kHz, 38 kHz suppressed, and keeps within 75 kHz', () => {
    expect(Math.abs(pilot.amplitude / 6750 - 1)).toBeLessThan(0.01);
    expect(tone(multiplex, rate, 38000).amplitude).toBeLessThan(70);
    // Some 20 Hz belong to the noise of the receiver.
    const peak = multiplex.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(peak).toBeLessThan(75_300);
    expect(peak).toBeGreaterThan(60_000);
  });

  it('occupies what truth says', () => {
    const power = spectrum(heard, 2048);
    const floor = (power[20] + power[2020]) / 2;
    const width = occupied(power, rate, 0, 200e3, floor);
    const [row] = world.truth(heard.radio, world.epoch + 8_640_060, world.epoch + 8_640_061);
    expect(width / row.bandwidth).toBeGreaterThan(0.85);
    expect(width / row.bandwidth).toBeLessThan(1.1);
  });

  it('is stereo when it should be', () => {
    // The difference signal between 23 and 53 kHz, against the sum below 15 kHz.
    const bins = spectrum({ re: multiplex, im: new Float64Array(multiplex.length), rate }, 4096);
    const band = (low: number, high: number) => {
      let sum = 0;
      for (let k = 0; k < 4096; k++) {
        const frequency = ((k - 2048) * rate) / 4096;
        if (frequency > low && frequency < high) sum += bins[k];
      }
      return sum;
    };
    const ratio = band(23e3, 53e3) / band(50, 15e3);
    if (programme === 'music') expect(ratio).toBeGreaterThan(0.003);
    else expect(ratio).toBeLessThan(1e-4);
    // Above the RDS there is nothing.
    expect(band(62e3, 75e3) / band(50, 15e3)).toBeLessThan(1e-4);
  });

  it('sends RDS without a wrong block', () => {
    expect(said.length).toBeGreaterThan(28);
    expect(said.length).toBe(rds.expected);
  });

  it('says in it who it is, what it plays and what time it is', () => {
    const [row] = world.truth(heard.radio, world.epoch + 8_640_060, world.epoch + 8_640_061);
    const { pi, pty } = row.content;
    expect(new Set(said.map((group) => group[0]))).toEqual(new Set([pi]));
    expect(new Set(said.map((group) => (group[1] >> 5) & 31))).toEqual(new Set([pty]));
    const letters = (target: string[], place: number, pair: number) => {
      target[place] = String.fromCharCode(pair >> 8);
      target[place + 1] = String.fromCharCode(pair & 255);
    };
    const name: string[] = [];
    const text: string[] = [];
    const clocks: number[][] = [];
    for (const [, second, third, fourth] of said) {
      const type = second >> 11;
      if (type === 0) letters(name, 2 * (second & 3), fourth);
      else if (type === 4) {
        letters(text, 4 * (second & 15), third);
        letters(text, 4 * (second & 15) + 2, fourth);
      } else if (type === 8) {
        clocks.push([
          ((second & 3) << 15) | (third >> 1),
          ((third & 1) << 4) | (fourth >> 12),
          (fourth >> 6) & 63,
          fourth & 63
        ]);
      }
    }
    expect(name.join('')).toBe('TESTING ');
    expect(text.join('').split('\r')[0]).toBe(station.text);
    // 2026-01-01 is modified Julian day 61041; 8640060 s later it is 100 days and a minute on.
    expect(clocks).toEqual([[61141, 0, 1, 0]]);
  });

  it('names alternative frequencies in the way of method A', () => {
    const pairs = new Set(said.filter((group) => group[1] >> 11 === 0).map((group) => group[2]));
    for (const pair of pairs) {
      const [a, b] = [pair >> 8, pair & 255];
      expect(a === 227 || (a >= 1 && a <= 204)).toBe(true);
      expect(b >= 1 && b <= 204).toBe(true);
    }
  });
});
