import { describe, expect, it } from 'vitest';
import { at, discriminated, level, mixed, occupied, receive, spectrum, worldOf, type Signal } from './received.ts';

const keyed = {
  kind: 'ook-sensor' as const,
  id: 'keyed',
  position: at(0.1, 0.05),
  frequency: 433.92e6,
  eirpDbm: 5,
  sensor: 0xa7,
  channel: 3,
  every: 3
};
const shifted = {
  kind: 'fsk-sensor' as const,
  id: 'shifted',
  position: at(-0.05, 0.1),
  frequency: 868.3e6,
  eirpDbm: 8,
  sensor: 37,
  every: 1.1
};

describe('a keyed sensor', () => {
  const world = worldOf(keyed);

  it('sends what truth says, twelve times, when truth says', async () => {
    const rate = 250_000;
    const heard = await receive(world, { center: 433.9e6, rate, gain: 20 }, 7, { format: 'cs16' });
    const rows = world.truth(heard.radio, world.epoch, world.epoch + 6);
    expect(rows.length).toBe(2);
    const channel = mixed(heard, 20e3, 5);
    for (const row of rows) {
      const pulses = pulsesOf(channel, row.startSample - 1000, row.stopSample + 1000, row.levelDbfs);
      expect(Math.abs(pulses[0].start - row.startSample)).toBeLessThan(4);
      expect(Math.abs(pulses[pulses.length - 1].stop - row.stopSample)).toBeLessThan(4);
      for (const { start, stop } of pulses) expect(Math.abs((stop - start) / rate - 500e-6)).toBeLessThan(15e-6);
      const messages = split(pulses.map(({ start }) => start / rate));
      expect(messages.length).toBe(12);
      expect(new Set(messages).size).toBe(1);
      const value = (from: number, to: number) => parseInt(messages[0].slice(from, to), 2);
      expect(messages[0].length).toBe(36);
      expect(messages[0].slice(8, 10)).toBe('10');
      expect(messages[0].slice(24, 28)).toBe('1111');
      const temperature = (value(12, 24) << 20) >> 20;
      expect({
        id: value(0, 8),
        channel: value(10, 12) + 1,
        temperature_C: temperature / 10,
        humidity: value(28, 36)
      }).toEqual({
        id: row.content.id,
        channel: row.content.channel,
        temperature_C: row.content.temperature_C,
        humidity: row.content.humidity
      });
      expect(row.content).toMatchObject({ id: 0xa7, channel: 3, model: 'Nexus-TH' });
      const on = pulses[5];
      expect(Math.abs(level(channel, Math.ceil(on.start) + 12, Math.floor(on.stop) - 8) - row.levelDbfs)).toBeLessThan(
        0.2
      );
    }
    const [row] = rows;
    const power = spectrum(heard, 16384, Math.round(row.startSample), Math.round(row.stopSample));
    const width = occupied(power, rate, 20e3, 40e3, power[3000]);
    expect(width / row.bandwidth).toBeGreaterThan(0.85);
    expect(width / row.bandwidth).toBeLessThan(1.15);
  });

  it('arrives later where the way is longer, to a fraction of a sample', async () => {
    const rate = 2.4e6;
    const strong = worldOf({ ...keyed, eirpDbm: 40 });
    const edges: number[] = [];
    const told: number[] = [];
    for (const [position, ppm] of [
      [at(0, 0), 0],
      [at(30, 0), 0],
      [at(30, 0), 40]
    ] as const) {
      const options = { format: 'cs16', position, ppm } as const;
      const want = { center: 433.8e6, rate, gain: position.longitude > 8.6 ? 40 : 0 };
      const heard = await receive(strong, want, 0.5, options);
      const [row] = strong.truth(heard.radio, strong.epoch, strong.epoch + 1);
      // The middle of the first rising edge, from the line through its flanks.
      const from = Math.floor(row.startSample) - 60;
      const envelope = Array.from({ length: 120 }, (_, n) => Math.hypot(heard.re[from + n], heard.im[from + n]));
      const top = 10 ** (row.levelDbfs / 20);
      const flank = envelope.map((a, n) => [n, a / top]).filter(([, a]) => a > 0.2 && a < 0.8);
      const mean = (k: number) => flank.reduce((sum, point) => sum + point[k], 0) / flank.length;
      const slope =
        flank.reduce((s, [n, a]) => s + (n - mean(0)) * (a - mean(1)), 0) /
        flank.reduce((s, [n]) => s + (n - mean(0)) ** 2, 0);
      edges.push(from + mean(0) + (0.5 - mean(1)) / slope);
      told.push(row.startSample);
    }
    for (const [k, edge] of edges.entries()) expect(Math.abs(edge - told[k])).toBeLessThan(0.3);
    // 30 km less the 100 m or so that the first radio has.
    expect((told[1] - told[0]) / rate).toBeCloseTo((29_900.04 - 111.8) / 299_792_458, 8);
    expect(told[2] / told[1]).toBeCloseTo(1 + 40e-6, 9);
  });
});

describe('a frequency-shifting sensor', () => {
  it('sends what truth says, with the right check', async () => {
    const world = worldOf(shifted);
    const rate = 1e6;
    const heard = await receive(world, { center: 868.2e6, rate, gain: 20 }, 3, { format: 'cs16' });
    const rows = world.truth(heard.radio, world.epoch, world.epoch + 3);
    expect(rows.length).toBeGreaterThan(1);
    const channel = mixed(heard, 100e3, 5);
    const frequency = discriminated(channel);
    for (const row of rows) {
      const [from, to] = [Math.ceil(row.startSample), Math.floor(row.stopSample)];
      expect(to - from).toBeGreaterThan(4500);
      expect(Math.abs(level(heard, from + 100, to - 100) - row.levelDbfs)).toBeLessThan(0.2);
      expect(level(heard, from - 500, from - 10)).toBeLessThan(row.levelDbfs - 20);
      let bits = '';
      for (let k = 0; (k + 0.6) * (rate / 17241) < to - from; k++) {
        bits += frequency[Math.round(from + (k + 0.6) * (rate / 17241)) + 2] > 0 ? '1' : '0';
      }
      const start = bits.indexOf('10101010' + '0010110111010100') + 24;
      expect(start).toBeGreaterThan(23);
      const bytes = [0, 1, 2, 3, 4].map((k) => parseInt(bits.slice(start + 8 * k, start + 8 * k + 8), 2));
      expect(remainder(bytes)).toBe(0);
      expect(bytes[0] >> 4).toBe(9);
      const temperature = (bytes[1] & 15) * 10 + (bytes[2] >> 4) + (bytes[2] & 15) / 10 - 40;
      expect(row.content).toMatchObject({ id: 37, humidity: bytes[3] });
      expect(((bytes[0] & 15) << 2) | (bytes[1] >> 6)).toBe(37);
      expect(temperature).toBeCloseTo(Number(row.content.temperature_C), 6);
      const steady = frequency
        .slice(from + 200, to - 200)
        .map(Math.abs)
        .sort();
      expect(Math.abs(steady[Math.floor(steady.length / 2)] - 60e3)).toBeLessThan(1500);
      const power = spectrum(heard, 2048, from, to);
      const width = occupied(power, rate, 100e3, 200e3, power[200]);
      expect(width / row.bandwidth).toBeGreaterThan(0.85);
      expect(width / row.bandwidth).toBeLessThan(1.15);
    }
  });
});

/** Where the envelope is above half the carrier, in samples. */
function pulsesOf({ re, im }: Signal, from: number, to: number, levelDbfs: number) {
  const half = 10 ** (levelDbfs / 20) / 2;
  const pulses: { start: number; stop: number }[] = [];
  let start = -1;
  for (let n = Math.max(0, Math.floor(from)); n < to; n++) {
    const on = Math.hypot(re[n], im[n]) > half;
    if (on && start < 0) start = n;
    if (!on && start >= 0) {
      pulses.push({ start, stop: n });
      start = -1;
    }
  }
  return pulses;
}

/** Messages from the starts of pulses: 1.5 ms to the next is a 0, 2.5 ms a 1, more ends it. */
function split(starts: readonly number[]): string[] {
  const messages: string[] = [];
  let bits = '';
  for (const [k, start] of starts.entries()) {
    const distance = (k + 1 < starts.length ? starts[k + 1] : Infinity) - start;
    if (distance > 3.5e-3) {
      messages.push(bits);
      bits = '';
    } else {
      bits += distance > 2e-3 ? '1' : '0';
    }
  }
  return messages;
}

/** CRC-8 with x^8 + x^5 + x^4 + 1 by long division of the bits; 0 over message and check together. */
function remainder(bytes: readonly number[]): number {
  let rest = 0n;
  for (const byte of bytes) rest = (rest << 8n) | BigInt(byte);
  for (let bit = BigInt(bytes.length * 8 - 1); bit >= 8n; bit--) {
    if (((rest >> bit) & 1n) === 1n) rest ^= 0x131n << (bit - 8n);
  }
  return Number(rest);
}
