import { describe, expect, it } from 'vitest';
import { detectionsInNoise } from './detectNoise.ts';
import { detectAll, tonesInNoise, type Tone } from './detectScene.ts';

const rate = 1_000_000;
const burst: Tone = { start: 0.05, stop: 0.08, frequency: 123_000, amplitude: 20 };

describe('detector: bursts', () => {
  it('finds a burst with its edges, centre and level', () => {
    const [found, ...others] = detectAll(tonesInNoise(rate, 0.15, 4, [burst]), rate);
    expect(others).toEqual([]);
    expect(found.start_s).toBeCloseTo(burst.start, 3);
    expect(found.stop_s).toBeCloseTo(burst.stop, 3);
    expect(Math.abs(found.start_s - burst.start)).toBeLessThan(100e-6);
    expect(Math.abs(found.stop_s - burst.stop)).toBeLessThan(100e-6);
    expect(Math.abs(found.center_offset_hz - burst.frequency)).toBeLessThan(500);
    expect(found.low_hz).toBeLessThan(burst.frequency);
    expect(found.high_hz).toBeGreaterThan(burst.frequency);
    expect(found.high_hz - found.low_hz).toBeLessThan(20_000);
    // 20 steps of 127.5 are -16.1 dBFS; off the middle of a bin up to 1.4 dB less.
    expect(found.peak_dbfs).toBeGreaterThan(-18);
    expect(found.peak_dbfs).toBeLessThan(-15.5);
  });

  it.each([250_000, 1_024_000, 2_400_000, 10_000_000])('measures edges to a fraction of a row at %i S/s', (fast) => {
    const tone = { start: 0.031, stop: 0.0507, frequency: -0.21 * fast, amplitude: 30 };
    const [found, ...others] = detectAll(tonesInNoise(fast, 0.08, 3, [tone]), fast);
    expect(others).toEqual([]);
    const tolerance = Math.max(100e-6, 64 / fast);
    expect(Math.abs(found.start_s - tone.start)).toBeLessThan(tolerance);
    expect(Math.abs(found.stop_s - tone.stop)).toBeLessThan(tolerance);
  });

  it('finds a signal of 3 dB in a bin by averaging for longer, and neither begins nor ends them far off', () => {
    // Hann of 256: noise 2 sigma^2 * 1.5 / 256 per bin, a tone amplitude^2.
    const sigma = 10;
    const amplitude = sigma * Math.sqrt((2 * 3) / 256);
    const tone = { start: 0.2, stop: 0.8, frequency: 62_500, amplitude };
    const found = detectAll(tonesInNoise(rate, 1, sigma, [tone]), rate);
    expect(found.length).toBeGreaterThan(0);
    expect(Math.abs(found[0].start_s - tone.start)).toBeLessThan(0.05);
    expect(Math.abs(found.at(-1)!.stop_s - tone.stop)).toBeLessThan(0.05);
    for (const line of found) expect(Math.abs(line.center_offset_hz - tone.frequency)).toBeLessThan(4000);
  });

  it('parts bursts 11 ms apart and keeps pulses 3 ms apart together', () => {
    const at = (start: number) => ({ ...burst, start, stop: start + 0.004 });
    const apart = detectAll(tonesInNoise(rate, 0.15, 4, [at(0.05), at(0.065), at(0.08)]), rate);
    expect(apart.map(({ start_s }) => Math.round(start_s * 1e3))).toEqual([50, 65, 80]);
    const together = detectAll(tonesInNoise(rate, 0.15, 4, [at(0.05), at(0.057), at(0.064)]), rate);
    expect(together).toHaveLength(1);
    expect(together[0].stop_s).toBeCloseTo(0.068, 3);
  });

  it('does not take what a strong keyed signal spreads for signals of their own', () => {
    const pulses = Array.from({ length: 12 }, (_, i) => ({
      start: 0.05 + i * 0.002,
      stop: 0.051 + i * 0.002,
      frequency: 50_300,
      amplitude: 110
    }));
    const found = detectAll(tonesInNoise(rate, 0.15, 0.5, pulses), rate);
    expect(found).toHaveLength(1);
    expect(found[0].snr_db).toBeGreaterThan(40);
    expect(found[0].high_hz - found[0].low_hz).toBeLessThan(40_000);
  });

  it('keeps two transmitters at different frequencies apart, also when they overlap in time', () => {
    const other = { start: 0.06, stop: 0.1, frequency: -200_000, amplitude: 15 };
    const found = detectAll(tonesInNoise(rate, 0.15, 4, [burst, other]), rate);
    expect(found.map(({ center_offset_hz }) => Math.round(center_offset_hz / 1e3))).toEqual([123, -200]);
  });

  it('reports packets, not the carrier that leaks between them 15 dB below', () => {
    const leak = { start: 0.1, stop: 0.3, frequency: 80_000, amplitude: 8 };
    const packets = [0.12, 0.16, 0.2].map((start) => ({
      start,
      stop: start + 0.02,
      frequency: 80_000,
      amplitude: 80
    }));
    const found = detectAll(tonesInNoise(rate, 0.4, 2, [leak, ...packets]), rate).filter((line) => line.snr_db > 35);
    expect(found.map(({ start_s }) => Math.round(start_s * 1e3))).toEqual([120, 160, 200]);
    for (const line of found) expect(line.stop_s - line.start_s).toBeCloseTo(0.02, 3);
  });

  it('measures from the first and to the last sample where the recording cuts a signal', () => {
    const cut = [
      { ...burst, start: 0, stop: 0.02 },
      { ...burst, start: 0.08, stop: 1 }
    ];
    const found = detectAll(tonesInNoise(rate, 0.1, 4, cut), rate);
    expect(found).toHaveLength(2);
    expect(found[0].start_s).toBe(0);
    expect(found[0].stop_s).toBeCloseTo(0.02, 3);
    expect(found[1].stop_s).toBeCloseTo(0.1, 9);
  });

  it('finds a burst in a recording shorter than the first noise floor wants', () => {
    const found = detectAll(tonesInNoise(rate, 0.012, 4, [{ ...burst, start: 0.004, stop: 0.007 }]), rate);
    expect(found).toHaveLength(1);
    expect(found[0].start_s).toBeCloseTo(0.004, 3);
  });

  it('says the same however the samples are cut into blocks', () => {
    const bytes = tonesInNoise(rate, 0.15, 4, [burst, { ...burst, start: 0.1, stop: 0.12, frequency: -70_000 }]);
    const whole = detectAll(bytes, rate);
    expect(whole).toHaveLength(2);
    for (const block of [1, 777, 4096, 65_536]) expect(detectAll(bytes, rate, 'cu8', block)).toEqual(whole);
  });
});

describe('detector: what does not stop', () => {
  it('keeps permanent carriers, and leaves the leakage at 0 Hz alone', () => {
    const always = { start: 0, stop: 9, frequency: 150_000, amplitude: 10 };
    const leakage = { start: 0, stop: 9, frequency: 0, amplitude: 20 };
    const found = detectAll(tonesInNoise(rate, 3, 8, [always, leakage]), rate);
    expect(found).toHaveLength(1);
    expect(found[0].start_s).toBe(0);
    expect(found[0].stop_s).toBeCloseTo(3, 9);
    expect(found[0].center_offset_hz).toBeCloseTo(150_000, -3);
  });

  it("takes steady weak lines that are there from the start for the receiver's own, and nothing else", () => {
    // Hann of 256: a tone of amplitude a stands a^2 / (2 sigma^2 1.5 / 256) above the noise in a bin.
    const sigma = 4;
    const amplitude = (db: number) => Math.sqrt(10 ** (db / 10) * 2 * sigma ** 2 * (1.5 / 256));
    const line = (frequency: number, db: number) => ({ start: 0, stop: 9, frequency, amplitude: amplitude(db) });
    // On the middle of a bin, 3906.25 Hz apart, so that each stands as high as it says.
    const lines = [line(-62_500, 9), line(46_875, 12), line(93_750, 15)];
    expect(detectAll(tonesInNoise(rate, 1, sigma, lines), rate)).toEqual([]);

    const later = { ...line(187_500, 12), start: 0.3, stop: 0.6 };
    const [found, ...others] = detectAll(tonesInNoise(rate, 1, sigma, [...lines, later]), rate);
    expect(others).toEqual([]);
    expect(found.start_s).toBeCloseTo(0.3, 2);
    expect(found.center_offset_hz).toBeCloseTo(187_500, -4);

    // Keyed from the first sample on: what pauses is no line.
    const keyed = Array.from({ length: 20 }, (_, i) => ({
      ...line(-187_500, 15),
      start: i * 0.002,
      stop: i * 0.002 + 0.001
    }));
    const packet = detectAll(tonesInNoise(rate, 1, sigma, keyed), rate);
    expect(packet.length).toBeGreaterThan(0);
    expect(packet[0].start_s).toBe(0);
    expect(packet.at(-1)!.stop_s).toBeCloseTo(0.039, 2);
  });

  it('finds a burst at 0 Hz', () => {
    const found = detectAll(tonesInNoise(rate, 0.15, 4, [{ ...burst, frequency: 300 }]), rate);
    expect(found).toHaveLength(1);
    expect(found[0].start_s).toBeCloseTo(burst.start, 3);
  });

  it('keeps a carrier that comes to 0 Hz later and stays', () => {
    const found = detectAll(tonesInNoise(rate, 3, 8, [{ start: 0.4, stop: 2.9, frequency: 0, amplitude: 20 }]), rate);
    expect(found).toHaveLength(1);
    expect(found[0].start_s).toBeCloseTo(0.4, 3);
    expect(found[0].stop_s).toBeCloseTo(2.9, 3);
  });

  it('shows a wide station as one box for as long as it is there', () => {
    const fast = 2_400_000;
    const seconds = 2.5;
    const bytes = tonesInNoise(fast, seconds, 3, []);
    for (let i = 0, phase = 0; i < bytes.length / 2; i++) {
      const time = i / fast;
      const audio = 0.6 * Math.sin(2 * Math.PI * 430 * time) + 0.4 * Math.sin(2 * Math.PI * 2900 * time);
      phase += (2 * Math.PI * (300_000 + 60_000 * audio)) / fast;
      bytes[2 * i] += Math.round(25 * Math.cos(phase));
      bytes[2 * i + 1] += Math.round(25 * Math.sin(phase));
    }
    const found = detectAll(bytes, fast);
    const long = found.filter((line) => line.stop_s - line.start_s > 0.1);
    expect(long).toHaveLength(1);
    expect(long[0].stop_s - long[0].start_s).toBeGreaterThan(seconds - 0.02);
    expect(long[0].center_offset_hz / 1e3).toBeCloseTo(300, -1);
    expect(long[0].high_hz - long[0].low_hz).toBeGreaterThan(80_000);
    expect(long[0].high_hz - long[0].low_hz).toBeLessThan(180_000);
  });

  it('takes a step of gain for a new noise floor before long', () => {
    const quiet = tonesInNoise(rate, 0.5, 3, []);
    const loud = tonesInNoise(rate, 1.5, 12, [{ start: 1, stop: 1.02, frequency: -99_000, amplitude: 60 }]);
    const bytes = new Uint8Array(quiet.length + loud.length);
    bytes.set(quiet);
    bytes.set(loud, quiet.length);
    const found = detectAll(bytes, rate);
    for (const line of found.filter(({ high_hz, low_hz }) => high_hz - low_hz > 100_000))
      expect(line.stop_s).toBeLessThan(0.75);
    const late = found.filter(({ start_s }) => start_s > 1);
    expect(late).toHaveLength(1);
    expect(late[0].start_s).toBeCloseTo(1.5, 3);
  });
});

describe('detector: nothing there', () => {
  it.each([
    [12_000, 2000, 20],
    [250_000, 60, 20],
    [250_000, 20, 0.5],
    [2_400_000, 10, 20],
    [20_000_000, 0.5, 20]
  ])('noise at %i S/s for %d s, sigma %d', (anyRate, seconds, sigma) => {
    expect(detectionsInNoise(anyRate, seconds, sigma, 77)).toEqual([]);
  });

  it.each([
    ['zeros', 127.5, 0],
    ['a constant', 200, 0],
    ['a constant at the end of the scale', 255, 0]
  ])('%s', (_, level) => {
    const floats = new Float32Array(400_000).fill((level - 127.5) / 127.5);
    expect(detectAll(new Uint8Array(floats.buffer), rate, 'cf32')).toEqual([]);
    expect(detectAll(new Uint8Array(400_000).fill(Math.floor(level)), rate)).toEqual([]);
  });

  it('silence, then noise', () => {
    const floats = new Float32Array(1_000_000);
    const noise = tonesInNoise(rate, 0.4, 10, []);
    for (let i = 0; i < noise.length; i++) floats[200_000 + i] = (noise[i] - 127.5) / 127.5;
    expect(detectAll(new Uint8Array(floats.buffer), rate, 'cf32')).toEqual([]);
  });

  it('values that are no numbers', () => {
    const floats = new Float32Array(600_000);
    const noise = tonesInNoise(rate, 0.3, 10, []);
    for (let i = 0; i < noise.length; i++) floats[i] = (noise[i] - 127.5) / 127.5;
    floats[1000] = NaN;
    floats[200_001] = Infinity;
    floats[300_000] = -Infinity;
    for (const line of detectAll(new Uint8Array(floats.buffer), rate, 'cf32')) {
      expect(Number.isFinite(line.start_s + line.stop_s + line.low_hz + line.high_hz + line.peak_dbfs)).toBe(true);
    }
  });

  it('no samples at all, and fewer than a transform', () => {
    expect(detectAll(new Uint8Array(0), rate)).toEqual([]);
    expect(detectAll(new Uint8Array(100), rate)).toEqual([]);
  });
});

describe('detector: other inputs', () => {
  it('looks at 0 to half the rate of real samples', () => {
    const audio = 48_000;
    const samples = new Float32Array(audio * 2);
    const noise = tonesInNoise(audio, 1, 10, []);
    for (let i = 0; i < samples.length; i++) {
      const on = i > audio * 0.5 && i < audio;
      samples[i] = (noise[i] - 127.5) / 1275 + (on ? 0.2 * Math.sin((2 * Math.PI * 7000 * i) / audio) : 0);
    }
    const found = detectAll(new Uint8Array(samples.buffer), audio, 'f32');
    expect(found).toHaveLength(1);
    expect(found[0].center_offset_hz).toBeCloseTo(7000, -2);
    expect(found[0].start_s).toBeCloseTo(0.5, 2);
    expect(found[0].stop_s).toBeCloseTo(1, 2);
  });

  it('survives clipping', () => {
    const found = detectAll(tonesInNoise(rate, 0.15, 4, [{ ...burst, amplitude: 1000 }]), rate);
    const strongest = found.reduce((most, line) => (line.peak_dbfs > most.peak_dbfs ? line : most));
    expect(strongest.center_offset_hz).toBeCloseTo(burst.frequency, -3);
    expect(strongest.start_s).toBeCloseTo(burst.start, 3);
  });
});
