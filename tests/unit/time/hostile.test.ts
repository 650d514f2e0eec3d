import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GpsFix } from '#lib/time/gpsFix.ts';
import { GpsdReader } from '#lib/time/gpsd.ts';
import { bytesOf, readNmea, sentence } from './nmeaLog.ts';

/** Whatever came in: what goes out is a fix by its own rules. */
function expectSane(fix: GpsFix): void {
  expect(fix.time === null || (Number.isFinite(fix.time) && Math.abs(fix.time) < 1e11)).toBe(true);
  expect((fix.lat === null) === (fix.lon === null)).toBe(true);
  if (fix.fix !== 'none') expect(fix.lat).not.toBeNull();
  else expect(fix).toMatchObject({ lat: null, lon: null, altitude: null, accuracy: null });
  expect(Math.abs(fix.lat ?? 0)).toBeLessThanOrEqual(90);
  expect(Math.abs(fix.lon ?? 0)).toBeLessThanOrEqual(180);
  for (const value of [
    fix.altitude,
    fix.hdop,
    fix.speed,
    fix.course,
    fix.accuracy,
    fix.satellitesUsed,
    fix.satellitesSeen
  ])
    expect(value === null || Number.isFinite(value)).toBe(true);
}

const word = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.double().map(String),
  fc.integer().map(String),
  fc.constantFrom(
    '',
    '120000.00',
    '235959',
    '4807.038',
    '01131.000',
    'N',
    'S',
    'E',
    'W',
    'A',
    'V',
    '1',
    '230326',
    '1e9',
    '0x10',
    '-0',
    '99.99',
    'NaN'
  )
);
const anySentence = fc
  .tuple(
    fc.constantFrom('GP', 'GN', 'GL', 'BD', 'P'),
    fc.constantFrom('RMC', 'GGA', 'GNS', 'GSA', 'GSV', 'ZDA', 'VTG', 'GLL', 'GST', 'XXX'),
    fc.array(word, { maxLength: 20 })
  )
  .map(([talker, type, fields]) => sentence(`${talker}${type},${fields.join(',')}`));

describe('hostile NMEA', () => {
  it('right checksums around anything give sane fixes', () => {
    fc.assert(
      fc.property(fc.array(anySentence, { maxLength: 30 }), (sentences) => {
        for (const fix of readNmea(...sentences).fixes) expectSane(fix);
      }),
      { numRuns: 500, seed: 20_261_120 }
    );
  });

  it('no bytes whatever make a fix without a checksum', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 8 }), (chunks) => {
        expect(readNmea(...chunks).fixes).toEqual([]);
      }),
      { numRuns: 300, seed: 20_261_121 }
    );
  });

  it('one wrong bit in a sentence is found', () => {
    const good = bytesOf(sentence('GPGGA,120000.00,4807.0380,N,01131.0000,E,1,08,0.9,545.4,M,46.9,M,,'));
    const whole = readNmea(good).fixes;
    for (let bit = 0; bit < 8 * (good.length - 2); bit++) {
      const bad = good.slice();
      bad[bit >> 3] ^= 1 << (bit & 7);
      const { fixes } = readNmea(bad);
      // The case of a digit of the checksum is no matter.
      if (fixes.length > 0) expect(fixes).toEqual(whole);
    }
  });
});

describe('hostile gpsd', () => {
  const reports = (lines: readonly string[]) => {
    const fixes: GpsFix[] = [];
    const reader = new GpsdReader(
      { fix: (fix) => fixes.push(fix), mark: ({ host, gps }) => expect(Number.isFinite(host - gps)).toBe(true) },
      { where: 'there', sameHost: true }
    );
    const greeting = '{"class":"VERSION","release":"3.25","proto_major":3,"proto_minor":15}';
    for (const line of [greeting, ...lines]) reader.push({ bytes: bytesOf(`${line}\n`), received: 1.8e9 });
    return fixes;
  };
  const named = fc.record(
    {
      class: fc.constantFrom('TPV', 'SKY', 'GST', 'PPS', 'TOFF', 'DEVICES', 'DEVICE', 'VERSION', 'ERROR', 'POLL'),
      device: fc.oneof(fc.constant('/dev/ttyUSB0'), fc.anything()),
      devices: fc.anything(),
      satellites: fc.anything(),
      mode: fc.oneof(fc.constantFrom(0, 1, 2, 3), fc.anything()),
      status: fc.anything(),
      time: fc.oneof(fc.constant('2026-03-23T12:00:00.000Z'), fc.string()),
      lat: fc.oneof(fc.double(), fc.constantFrom(48, 91, '48', null)),
      lon: fc.oneof(fc.double(), fc.constantFrom(11, -181, null)),
      alt: fc.anything(),
      real_sec: fc.oneof(fc.integer(), fc.anything()),
      real_nsec: fc.integer(),
      clock_sec: fc.oneof(fc.integer(), fc.anything()),
      clock_nsec: fc.integer(),
      precision: fc.anything(),
      hdop: fc.anything()
    },
    { requiredKeys: ['class'] }
  );

  it('any values in its reports give sane fixes', () => {
    fc.assert(
      fc.property(fc.array(named, { maxLength: 12 }), (list) => {
        // What JSON cannot hold is not what a server can send.
        const lines = list.map((report) =>
          JSON.stringify(report, (_, value: unknown) => (typeof value === 'bigint' ? 0 : value))
        );
        for (const fix of reports(lines)) expectSane(fix);
      }),
      { numRuns: 500, seed: 20_261_122 }
    );
  });

  it('any text between its reports is passed over', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.json()), { maxLength: 12 }), (lines) => {
        expect(reports(lines)).toEqual([]);
      }),
      { numRuns: 300, seed: 20_261_123 }
    );
  });
});
