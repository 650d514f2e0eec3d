import { describe, expect, it } from 'vitest';
import { compactPosition, longitudeZones } from '#lib/radio/world/adsb/compactPosition.ts';
import { extendedSquitter, modeSParity } from '#lib/radio/world/adsb/modeSFrame.ts';
import { at, level, receive, worldOf, type Signal } from './received.ts';

const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g)!, (byte) => parseInt(byte, 16));

describe('messages of Mode S', () => {
  // Received off the air by others and printed in many places.
  it.each([
    '8D4840D6202CC371C32CE0576098',
    '8D40621D58C382D690C8AC2863A7',
    '8D40621D58C386435CC412692AD6',
    '8D485020994409940838175B284F'
  ])('%s has the right parity', (hex) => {
    const bytes = bytesOf(hex);
    expect(modeSParity(bytes)).toBe(0);
    expect(modeSParity(bytes.subarray(0, 11)).toString(16).toUpperCase().padStart(6, '0')).toBe(hex.slice(22));
  });

  it('a message is put together as known ones are', () => {
    // KLM1023, type 4, category 0.
    const letters = [11, 12, 13, 49, 48, 50, 51, 32].map((code) => [code, 6] as const);
    expect(extendedSquitter(0x4840d6, [[4, 5], [0, 3], ...letters])).toEqual(bytesOf('8D4840D6202CC371C32CE0576098'));
  });

  it('a position is packed as known ones are', () => {
    expect(compactPosition(52.2572021484375, 3.91937255859375, false)).toEqual({ latitude: 93000, longitude: 51372 });
    expect(compactPosition(52.26578017412606, 3.938912527901786, true)).toEqual({ latitude: 74158, longitude: 50194 });
  });

  it.each([
    [0, 59],
    [10.47, 59],
    [10.471, 58],
    [-10.471, 58],
    [52.25, 36],
    [86.535, 3],
    [86.9, 2],
    [87, 2],
    [87.01, 1],
    [-90, 1]
  ])('at %d degrees there are %d zones of longitude', (latitude, zones) =>
    expect(longitudeZones(latitude)).toBe(zones)
  );
});

describe('an aircraft', () => {
  const aircraft = {
    kind: 'adsb-aircraft' as const,
    id: 'jet',
    frequency: 1090e6,
    icao: 0x4b1234,
    callsign: 'TEST42',
    eirpDbm: 54,
    position: at(20, 10, 10_000),
    radius: 9000,
    speed: 230
  };
  const world = worldOf(aircraft);

  it.each([2.4e6, 8e6])('squitters what truth says, at %d S/s', async (rate) => {
    const heard = await receive(world, { center: 1090e6, rate, gain: 25 }, 1.2, { format: 'cs16', startOffset: 4.4 });
    const from = world.epoch + 4.4;
    const rows = world.truth(heard.radio, from, from + 1.2);
    expect(rows.length).toBeGreaterThanOrEqual(4);
    for (const row of rows) {
      expect(demodulated(heard, row.startSample)).toBe(row.content.hex);
      expect(modeSParity(bytesOf(String(row.content.hex)))).toBe(0);
      const carrier = 10 ** (row.levelDbfs / 20);
      const envelope = Array.from({ length: Math.floor(120e-6 * rate) }, (_, n) => {
        const k = Math.ceil(row.startSample) + n;
        return Math.hypot(heard.re[k], heard.im[k]) / carrier;
      });
      // At 8 MS/s most samples of a pulse lie wholly in it; at 2.4 MS/s now and then one does.
      const full = envelope.filter((value) => value > 0.85).sort((a, b) => a - b);
      if (rate > 4e6) expect(Math.abs(full[full.length >> 1] - 1)).toBeLessThan(0.04);
      else expect(Math.abs(full[full.length - 1] - 1)).toBeLessThan(0.08);
      const before = Math.floor(row.startSample) - 300;
      expect(level(heard, before, before + 290)).toBeLessThan(row.levelDbfs - 20);
    }
  });

  it('says where it is, how fast, and who', () => {
    const radio = { receiver: { ...receiverOf() } };
    const rows = world.truth(radio, world.epoch + 100, world.epoch + 112);
    const positions = rows.filter((row) => row.content.message === 'position');
    expect(positions.length).toBe(24);
    for (const [k, row] of positions.entries()) {
      if (k === 0) continue;
      const found = located(positions[k - 1].content, row.content);
      expect(Math.abs(found.latitude - Number(row.content.latitude))).toBeLessThan(1e-4);
      expect(Math.abs(found.longitude - Number(row.content.longitude))).toBeLessThan(1e-4);
      expect(Math.abs(found.altitude - 10_000 / 0.3048)).toBeLessThan(13);
    }
    // Between the first and the last it flew as fast as it says.
    const [first, last] = [positions[0], positions[1]];
    const north = (Number(last.content.latitude) - Number(first.content.latitude)) * 111_195;
    const east =
      (Number(last.content.longitude) - Number(first.content.longitude)) * 111_195 * Math.cos((47.3 * Math.PI) / 180);
    expect(Math.hypot(north, east) / (last.start - first.start)).toBeCloseTo(230, 0);
    const velocity = rows.find((row) => row.content.message === 'velocity')!;
    const ew = bits(velocity.content.hex, 46, 10) - 1;
    const ns = bits(velocity.content.hex, 57, 10) - 1;
    expect(Math.abs((Math.hypot(ew, ns) * 1852) / 3600 - 230)).toBeLessThan(1);
    expect(bits(velocity.content.hex, 45, 1) === 1).toBe(Number(velocity.content.east_kn) < 0);
    expect(bits(velocity.content.hex, 56, 1) === 1).toBe(Number(velocity.content.north_kn) < 0);
    expect(Math.sign(Number(velocity.content.north_kn))).toBe(Math.sign(north));
    expect(Math.sign(Number(velocity.content.east_kn))).toBe(Math.sign(east));
    const names = rows.filter((row) => row.content.message === 'identification');
    expect(names.length).toBeGreaterThanOrEqual(2);
    const letters = Array.from({ length: 8 }, (_, k) => bits(names[0].content.hex, 40 + 6 * k, 6));
    const text = letters
      .map((code) => (code < 27 ? String.fromCharCode(64 + code) : String.fromCharCode(code)))
      .join('');
    expect(text).toBe('TEST42  ');
  });

  it('is heard a little higher coming and lower going', () => {
    const rows = world.truth({ receiver: receiverOf() }, world.epoch, world.epoch + 250);
    const shifts = rows.map((row) => row.center - 1090e6);
    expect(Math.max(...shifts)).toBeGreaterThan(500);
    expect(Math.min(...shifts)).toBeLessThan(-500);
    expect(Math.max(...shifts.map(Math.abs))).toBeLessThan((230 / 299792458) * 1090e6);
  });

  function receiverOf() {
    return {
      serial: 'x',
      place: { east: 0, north: 0, up: 0 },
      format: 'cu8' as const,
      noiseFigure: 6,
      gain: 20,
      center: 1090e6,
      rate: 2e6,
      ppm: 0,
      anchor: { index: 0, whole: 0, part: 0, time: world.epoch }
    };
  }
});

/** A message bit by bit: which half of its microsecond holds more. */
function demodulated({ re, im, rate }: Signal, start: number): string {
  const power = (from: number, to: number) => {
    let sum = 0;
    for (let n = Math.floor(from); n <= Math.ceil(to); n++) {
      const share = Math.max(0, Math.min(to, n + 0.5) - Math.max(from, n - 0.5));
      sum += share * Math.hypot(re[n], im[n]);
    }
    return sum;
  };
  let hex = '';
  for (let nibble = 0; nibble < 28; nibble++) {
    let value = 0;
    for (let bit = 0; bit < 4; bit++) {
      const at = start + (8 + 4 * nibble + bit) * 1e-6 * rate;
      const half = 0.5e-6 * rate;
      value = value * 2 + (power(at, at + half) > power(at + half, at + 2 * half) ? 1 : 0);
    }
    hex += value.toString(16).toUpperCase();
  }
  return hex;
}

function bits(hex: unknown, from: number, width: number): number {
  let value = 0;
  for (let bit = from; bit < from + width; bit++) {
    value = value * 2 + ((parseInt(String(hex)[bit >> 2], 16) >> (3 - (bit & 3))) & 1);
  }
  return value;
}

/** Global decoding of two reports in a row, at the second: RTCA DO-260B, A.1.7.7. */
function located(before: { readonly [key: string]: unknown }, after: { readonly [key: string]: unknown }) {
  const fields = [before, after].map(({ hex }) => ({
    odd: bits(hex, 53, 1),
    latitude: bits(hex, 54, 17) / 131072,
    longitude: bits(hex, 71, 17) / 131072
  }));
  expect(fields[0].odd).not.toBe(fields[1].odd);
  const [even, odd] = fields[0].odd === 0 ? fields : [fields[1], fields[0]];
  const j = Math.floor(59 * even.latitude - 60 * odd.latitude + 0.5);
  const latest = fields[1].odd;
  const latitudes = [6 * ((j % 60) + even.latitude), (360 / 59) * ((j % 59) + odd.latitude)];
  const zones = (latitude: number) =>
    Math.floor((2 * Math.PI) / Math.acos(1 - (1 - Math.cos(Math.PI / 30)) / Math.cos((latitude * Math.PI) / 180) ** 2));
  const count = zones(latitudes[latest]);
  const m = Math.floor(even.longitude * (count - 1) - odd.longitude * count + 0.5);
  const wide = Math.max(1, count - latest);
  const altitude = bits(after.hex, 40, 12);
  return {
    latitude: latitudes[latest],
    longitude: (360 / wide) * ((m % wide) + fields[1].longitude),
    altitude: (((altitude >> 5) << 4) | (altitude & 15)) * 25 - 1000
  };
}
