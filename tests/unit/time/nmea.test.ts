import { describe, expect, it } from 'vitest';
import type { GpsFix } from '#lib/time/gpsFix.ts';
import { NmeaReader } from '#lib/time/nmea.ts';
import { parseSentence } from '#lib/time/nmea/nmeaSentence.ts';
import { bytesOf, readNmea, sentence } from './nmeaLog.ts';

const utc = (iso: string) => Date.parse(iso) / 1000;
/** One second of a receiver, fit for a log that goes on for hours. */
const second = (time: string, date: string) =>
  sentence(`GPGGA,${time},4807.0380,N,01131.0000,E,1,08,0.9,545.4,M,46.9,M,,`) +
  sentence(`GPRMC,${time},A,4807.0380,N,01131.0000,E,022.4,084.4,${date},003.1,W`);

describe('published examples', () => {
  // As they stand in manuals of receivers, checksums and all.
  it.each([
    '$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A',
    '$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47',
    '$GPGSA,A,3,04,05,,09,12,,,24,,,,,2.5,1.3,2.1*39',
    '$GPGSV,2,1,08,01,40,083,46,02,17,308,41,12,07,344,39,14,22,228,45*75',
    '$GPVTG,054.7,T,034.4,M,005.5,N,010.2,K*48',
    '$GPZDA,201530.00,04,07,2002,00,00*60',
    '$GNGNS,014035.00,4332.69262,S,17235.48549,E,RR,13,0.9,25.63,11.24,,*70'
  ])('%s is whole', (line) => {
    expect(parseSentence(line)).not.toBeNull();
    expect(parseSentence(line.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)))).toBeNull();
  });

  it('become one fix', () => {
    const { fixes } = readNmea(
      '$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n' +
        '$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A\r\n' +
        '$GPGSA,A,3,04,05,,09,12,,,24,,,,,2.5,1.3,2.1*39\r\n' +
        '$GPGSV,2,1,08,01,40,083,46,02,17,308,41,12,07,344,39,14,22,228,45*75\r\n'
    );
    expect(fixes).toEqual([
      {
        time: utc('1994-03-23T12:35:19Z'),
        received: 1.8e9,
        fix: '3d',
        lat: expect.closeTo(48.1173, 9) as number,
        lon: expect.closeTo(11 + 31 / 60, 9) as number,
        altitude: 545.4,
        satellitesUsed: 8,
        satellitesSeen: 8,
        hdop: 0.9,
        speed: expect.closeTo((22.4 * 1852) / 3600, 9) as number,
        course: 84.4,
        accuracy: expect.closeTo(4.5, 9) as number,
        rollovers: 0
      }
    ]);
  });
});

describe('kinds of fix', () => {
  const gga = (quality: number, altitude = '5.0') =>
    sentence(`GNGGA,120000.00,4807.0,N,01131.0,E,${quality},08,1.0,${altitude},M,46.9,M,,`);
  it.each([
    [0, 'none'],
    [1, '3d'],
    [2, 'dgps'],
    [3, '3d'],
    [4, 'rtk'],
    [5, 'rtk-float'],
    [6, 'estimated'],
    [7, 'manual'],
    [8, 'simulated'],
    [9, 'none']
  ])('GGA quality %i is %s', (quality, fix) => {
    expect(readNmea(gga(quality)).fixes).toMatchObject([
      { fix, lat: fix === 'none' ? null : (expect.any(Number) as number) }
    ]);
  });

  it('two dimensions: by GSA, or for want of an altitude', () => {
    expect(readNmea(gga(1, '')).fixes).toMatchObject([{ fix: '2d' }]);
    const flat = sentence('GNGSA,A,2,04,05,09,,,,,,,,,,2.0,1.0,1.7');
    expect(readNmea(gga(1) + flat).fixes).toMatchObject([{ fix: '2d' }]);
  });

  it('each system says how it took part; the best counts', () => {
    const gns = (modes: string) => sentence(`GNGNS,120000.00,4807.0,N,01131.0,E,${modes},13,0.9,25.6,11.2,,`);
    const kinds = ['NN', 'AN', 'NDA', 'RRF', 'FN', 'E', ''].map((modes) => readNmea(gns(modes)).fixes[0].fix);
    expect(kinds).toEqual(['none', '3d', 'dgps', 'rtk', 'rtk-float', 'estimated', 'none']);
  });

  it('one sentence that warns is believed', () => {
    const rmc = sentence('GPRMC,120000.00,V,4807.0,N,01131.0,E,,,230326,,,N');
    const { fixes, marks } = readNmea(rmc + gga(1));
    expect(fixes).toMatchObject([{ fix: 'none', lat: null, lon: null, altitude: null, speed: null, accuracy: null }]);
    expect(marks).toEqual([]);
  });

  it('only what is measured by satellites marks the time', () => {
    const rmc = sentence('GPRMC,120000.00,A,4807.0,N,01131.0,E,0.0,0.0,230326,,');
    expect(readNmea(rmc + gga(1)).marks).toEqual([
      { host: 1.8e9, gps: utc('2026-03-23T12:00:00Z'), by: 'nmea', precision: null }
    ]);
    for (const quality of [6, 7, 8]) expect(readNmea(rmc + gga(quality)).marks).toEqual([]);
  });
});

describe('sentences and what they say', () => {
  it('south and west are negative, minutes are sixtieths', () => {
    const { fixes } = readNmea(sentence('GPGLL,3351.6500,S,15112.5000,W,225444.50,A,A'));
    expect(fixes).toMatchObject([{ fix: '2d', lat: -(33 + 51.65 / 60), lon: -(151 + 12.5 / 60), time: null }]);
  });

  it('satellites in view add up over systems, not over pages and signals', () => {
    const views = [
      'GPGSV,2,1,07,,,,',
      'GPGSV,2,2,07,,,,',
      'GLGSV,1,1,03,,,,,1',
      'GLGSV,1,1,03,,,,,3',
      'BDGSV,1,1,02',
      'GBGSV,1,1,04'
    ];
    const { fixes } = readNmea(second('120000.00', '230326') + views.map(sentence).join(''));
    expect(fixes).toMatchObject([{ satellitesSeen: 7 + 3 + 4 }]);
  });

  it('satellites used are counted from GSA where nothing else says it', () => {
    const used = ['GNGSA,A,3,04,05,09,,,,,,,,,,2.0,1.1,1.7,1', 'GNGSA,A,3,65,66,,,,,,,,,,,2.0,1.1,1.7,2'];
    const rmc = sentence('GNRMC,120000.00,A,4807.0,N,01131.0,E,0.0,,230326,,,A');
    expect(readNmea(rmc + used.map(sentence).join('')).fixes).toMatchObject([
      { satellitesUsed: 5, hdop: 1.1, fix: '3d' }
    ]);
  });

  it('GST knows the error better than the dilution does', () => {
    const gst = sentence('GPGST,120000.00,3.2,6.6,4.7,47.3,3.0,4.0,22.0');
    expect(readNmea(second('120000.00', '230326') + gst).fixes).toMatchObject([{ accuracy: 5 }]);
  });

  it('VTG gives speed and course, with units and in the old form without', () => {
    const gga = sentence('GPGGA,120000.00,4807.0,N,01131.0,E,1,08,1.0,5.0,M,46.9,M,,');
    for (const vtg of ['GPVTG,054.7,T,034.4,M,010.0,N,018.5,K', 'GPVTG,054.7,034.4,010.0,018.5']) {
      const { fixes } = readNmea(gga + sentence(vtg));
      expect(fixes).toMatchObject([{ course: 54.7, speed: expect.closeTo(5.1444, 4) as number }]);
    }
  });

  it('all talkers speak, and makers of their own', () => {
    for (const talker of ['GP', 'GN', 'GL', 'GA', 'GB', 'BD', 'GQ', 'QZ', 'II']) {
      expect(readNmea(sentence(`${talker}GGA,120000.00,4807.0,N,01131.0,E,1,08,1.0,5,M,46.9,M,,`)).fixes).toHaveLength(
        1
      );
    }
    const { fixes, heard } = readNmea(sentence('PUBX,00,120000.00,4807.0,N') + sentence('PMTK010,001'));
    expect({ fixes, heard }).toEqual({ fixes: [], heard: 2 });
  });
});

describe('date and time', () => {
  it.each([
    ['060180', '1980-01-06'],
    ['311299', '1999-12-31'],
    ['010100', '2000-01-01'],
    ['290224', '2024-02-29'],
    ['311279', '2079-12-31']
  ])('two digits of a year: %s is %s', (written, date) => {
    expect(readNmea(second('000000.00', written)).fixes[0].time).toBe(utc(`${date}T00:00:00Z`));
  });

  it('no date is made of what is none', () => {
    for (const written of ['290223', '320126', '001126', '011326', '2303261', 'abcdef', ''])
      expect(readNmea(second('120000.00', written)).fixes[0].time).toBeNull();
    for (const time of ['240000', '126000', '120061', '1200', '-12000', ''])
      expect(readNmea(second(time, '230326')).fixes).toEqual([]);
  });

  it('fractions and leap seconds', () => {
    expect(readNmea(second('120000.250', '230326')).fixes[0].time).toBe(utc('2026-03-23T12:00:00.250Z'));
    expect(readNmea(second('235960.00', '311216')).fixes[0].time).toBe(utc('2017-01-01T00:00:00Z'));
  });

  it('ZDA writes the whole year', () => {
    const gga = sentence('GPGGA,120000.00,4807.0,N,01131.0,E,1,08,1.0,5.0,M,46.9,M,,');
    const zda = sentence('GPZDA,120000.00,23,03,2126,00,00');
    expect(readNmea(gga + zda).fixes[0].time).toBe(utc('2126-03-23T12:00:00Z'));
  });

  it('passes midnight with sentences that carry no date, before and after the one that does', () => {
    const gga = (time: string) => sentence(`GPGGA,${time},4807.0,N,01131.0,E,1,08,1.0,5.0,M,46.9,M,,`);
    const { fixes } = readNmea(second('235959.00', '311225') + gga('000000.00') + gga('000001.00') + gga('235958.00'));
    expect(fixes.map(({ time }) => time)).toEqual(
      ['2025-12-31T23:59:59Z', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', '2025-12-31T23:59:58Z'].map(utc)
    );
  });

  it('knows a date that is 1024 weeks early, corrects it and says so', () => {
    const fixes: GpsFix[] = [];
    const reader = new NmeaReader({ fix: (fix) => fixes.push(fix), mark: () => undefined });
    const received = utc('2026-11-20T09:00:03Z');
    // 2026-11-20 less 1024 weeks.
    reader.push({ bytes: bytesOf(second('090000.00', '060407')), received });
    // An old log is no rollover.
    reader.push({ bytes: bytesOf(second('090001.00', '060307')), received });
    reader.end();
    expect(fixes).toMatchObject([
      { time: utc('2026-11-20T09:00:00Z'), rollovers: 1 },
      { time: utc('2007-03-06T09:00:01Z'), rollovers: 0 }
    ]);
  });
});

describe('a stream', () => {
  /** Bursts of a receiver of one fix a second, each line 20 ms after the one before. */
  function* stream(lines: (clock: string) => readonly string[], seconds: number) {
    for (let i = 0; i < seconds; i++) {
      const clock = `1200${String(i).padStart(2, '0')}.00`;
      for (const [k, line] of lines(clock).entries())
        yield { bytes: bytesOf(sentence(line)), received: 1.8e9 + i + 0.1 + 0.02 * k };
    }
  }
  const rmc = (clock: string) => `GPRMC,${clock},A,4807.0,N,01131.0,E,0.0,,230326,,,A`;
  const gga = (clock: string) => `GPGGA,${clock},4807.0,N,01131.0,E,1,08,1.0,5.0,M,46.9,M,,`;

  it.each([
    ['RMC first', (c: string) => [rmc(c), gga(c), 'GPGSA,A,3,04,05,09,,,,,,,,,,2.0,1.0,1.7', 'GPGSV,1,1,01,,,,'], 3],
    [
      'timeless first',
      (c: string) => ['GPGSA,A,3,04,05,09,,,,,,,,,,2.0,1.0,1.7', 'GPGSV,1,1,01,,,,', gga(c), rmc(c)],
      3
    ],
    ['one sentence', (c: string) => [rmc(c)], 0]
  ])('once the order is known a fix comes with the last sentence of its burst: %s', (_, lines, last) => {
    let now = 0;
    const fixes: (GpsFix & { given: number })[] = [];
    const reader = new NmeaReader({ fix: (fix) => fixes.push({ ...fix, given: now }), mark: () => undefined });
    for (const chunk of stream(lines, 6)) {
      now = chunk.received;
      reader.push(chunk);
    }
    reader.end();
    expect(fixes.map(({ time }) => time)).toEqual([0, 1, 2, 3, 4, 5].map((i) => utc('2026-03-23T12:00:00Z') + i));
    for (const [i, { received }] of fixes.entries()) expect(received).toBeCloseTo(1.8e9 + i + 0.1, 6);
    for (const { received, given } of fixes.slice(2)) expect(given - received).toBeCloseTo(0.02 * last, 6);
  });

  it('a sentence that is added later is learned again, and no moment is given twice', () => {
    const fixes: GpsFix[] = [];
    const reader = new NmeaReader({ fix: (fix) => fixes.push(fix), mark: () => undefined });
    for (const chunk of stream((c) => (Number(c) < 120_005 ? [rmc(c)] : [rmc(c), gga(c)]), 10)) reader.push(chunk);
    reader.end();
    expect(fixes).toHaveLength(10);
    expect(fixes.slice(-3)).toMatchObject([{ altitude: 5 }, { altitude: 5 }, { altitude: 5 }]);
  });

  it('is read through binary messages, partial lines and noise', () => {
    const ubx = Uint8Array.of(0xb5, 0x62, 0x01, 0x07, 0x04, 0x00, 0x24, 0x47, 0x50, 0x0a, 0xdd, 0xee);
    const first = second('120000.00', '230326');
    const { fixes, heard } = readNmea(
      '38.0,N,*00\r\n',
      ubx,
      first,
      '$GPGGA,1200',
      ubx,
      second('120001.00', '230326'),
      ubx
    );
    expect(heard).toBe(4);
    expect(fixes).toHaveLength(2);
  });

  it('makes the same of every way to cut it', () => {
    const text = Array.from({ length: 5 }, (_, i) => second(`12000${i}.00`, '230326')).join('');
    const whole = readNmea(text).fixes;
    expect(readNmea(...Array.from(text)).fixes).toEqual(whole);
    expect(readNmea(...text.split(/(?<=,)/)).fixes).toEqual(whole);
  });

  it('gives no sentence that is longer than any, nor one without a checksum', () => {
    expect(readNmea(sentence(`GPGGA,120000.00,${'0'.repeat(300)}`)).heard).toBe(0);
    expect(readNmea('$GPGGA,120000,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,\r\n').heard).toBe(0);
  });
});
