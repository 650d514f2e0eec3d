import { describe, expect, it } from 'vitest';
import { readFileName } from '#lib/recording/fileName.ts';
import { siNumber } from '#lib/recording/siNumber.ts';
import { isoTime } from '#lib/recording/isoTime.ts';

describe('readFileName', () => {
  it.each([
    // name, format, rate, centre
    ['g001_433.92M_250k.cu8', 'cu8', 250e3, 433.92e6],
    ['tech433_433.92M_250k.cu8', 'cu8', 250e3, 433.92e6],
    ['wmbus_t1_868.95M_1600k.cu8', 'cu8', 1.6e6, 868.95e6],
    ['rtlsdr_868.950M_1M6_samples2.cu8', 'cu8', 1.6e6, 868.95e6],
    ['ntsc_fpv_5925M_10M.cf32', 'cf32', 10e6, 5925e6],
    ['250k_433.92M.cu8', 'cu8', 250e3, 433.92e6],
    ['wifi_2.4G_20M.cs16', 'cs16', 20e6, 2.4e9],
    ['hf_7.1M_192k.cs16', 'cs16', 192e3, 7.1e6],
    ['g001_433.92MHz_250ksps.cs16', 'cs16', 250e3, 433.92e6],
    ['g001_433.92MHz_250k.cs16', 'cs16', 250e3, 433.92e6],
    ['neg_noise_250k.cu8', 'cu8', 250e3, null],
    ['rx_2.4M.cs8', 'cs8', 2.4e6, null],
    ['gps_l1_4M_10ms.cf32', 'cf32', 4e6, null],
    ['lte_f1815.3_s19.2_hackrf.cs8', 'cs8', 19.2e6, 1815.3e6],
    ['f1860_s19.2_bw20_0.08s_hackrf-1.bin', null, 19.2e6, 1860e6],
    ['gqrx_20190101_120000_97700000_1800000_fc.raw', 'cf32', 1.8e6, 97.7e6],
    ['SDRSharp_20150804_204443Z_436000000Hz_IQ.wav', null, null, 436e6],
    ['HDSDR_20130407_150523Z_7050kHz_RF.wav', null, null, 7.05e6],
    ['HDSDR_20130407_150523Z_7050kHz_AF.wav', null, null, null],
    ['20200813T065220Z_77500_HB9ODP_iq.wav', null, null, 77500],
    ['20200813T065220Z_77500_HB9ODP_usb.wav', null, null, null],
    ['2023-05-01_12-30-00_2400000SPS_137100000Hz.cf32', 'cf32', 2.4e6, 137.1e6],
    ['baseband_100000000Hz_12-34-56_01-02-2023.wav', null, null, 100e6],
    ['01-Jan-2020 120000.123 7.100MHz.wav', null, null, 7.1e6],
    ['RTL-SDR-20190101_120000-433_92MHz-2MSps-2MHz.complex16u', 'cu8', 2e6, 433.92e6],
    ['GPS_L1_recording_10ms_4MHz_cf32.iq', 'cf32', null, null],
    ['a_433.92M_250k_cs16.bin', 'cs16', 250e3, 433.92e6]
  ])('%s', (name, format, rate, center) => {
    const facts = readFileName(name);
    expect([facts.stored?.format ?? null, facts.rate, facts.center]).toEqual([format, rate, center]);
  });

  it.each([
    'wifi_conducted_11a_24M.cs16',
    'wifi_radiated_11n_65M.cs16',
    'wifi_2M.cs16',
    'ble_1M_4M.cf32',
    'lte_10M_15.36M.cf32',
    'dcf_77.5k_2M.cs16',
    'fsk_9k6.cu8',
    'fsk_9.6k.cu8',
    'fsk_100k_1000k.cu8',
    'ft8_20m_busy_01.wav',
    'sparsnas_400-565-321.cu8',
    'test_NFC-A_106kbps_003.wav',
    'urh_fsk.complex',
    'a_10ms.cf32',
    'capture_4MHz.cf32',
    'foo_433.92M.cu8',
    'cap_100M_2M_10k.cu8',
    'ntsc_remy_10MHz_5925Hz_500ksamples_cf32.iq',
    'modes1.bin',
    '.cu8',
    'V16-beacon-NB-IoT-uplink.sigmf-data'
  ])('%s tells neither rate nor centre', (name) => {
    expect(readFileName(name)).toMatchObject({ rate: null, center: null });
  });

  it.each([
    ['cu8', 'cu8'],
    ['data', 'cu8'],
    ['complex16u', 'cu8'],
    ['complex16s', 'cs8'],
    ['cs8', 'cs8'],
    ['C16', 'cs16'],
    ['sc16', 'cs16'],
    ['ci16', 'cs16'],
    ['complex32s', 'cs16'],
    ['cu16', 'cs16'],
    ['cfile', 'cf32'],
    ['fc32', 'cf32'],
    ['complex', 'cf32'],
    ['cf64', 'cf32'],
    ['cs32', 'cf32'],
    ['u8', 'u8'],
    ['s8', 's8'],
    ['s16', 's16'],
    ['f32', 'f32'],
    ['f64', 'f32'],
    ['bin', null],
    ['iq', null],
    ['raw', null],
    ['dat', null],
    ['txt', null]
  ])('the extension .%s means %s', (extension, format) => {
    expect(readFileName(`x.${extension}`).stored?.format ?? null).toBe(format);
  });

  it('takes the time from names that say UTC', () => {
    expect(readFileName('gqrx_20190101_120000_97700000_1800000_fc.raw').startTime).toBe(
      Date.UTC(2019, 0, 1, 12) / 1000
    );
    expect(readFileName('SDRSharp_20150804_204443Z_436000000Hz_IQ.wav').startTime).toBe(
      Date.UTC(2015, 7, 4, 20, 44, 43) / 1000
    );
    expect(readFileName('20201341T065220Z_77500_HB9ODP_iq.wav').startTime).toBeNull();
  });
});

describe('siNumber', () => {
  it.each([
    ['2400000', 2400000],
    ['2.4M', 2400000],
    ['433.92M', 433920000],
    ['868.95MHz', 868950000],
    ['250k', 250000],
    ['250ksps', 250000],
    ['1.8G', 1.8e9],
    ['1e6', 1e6],
    ['2.048MS/s', 2048000],
    [' 10 kHz ', 10000],
    ['-5k', -5000],
    ['10m', null],
    ['', null],
    ['M', null],
    ['1e999', null],
    ['1,5M', null],
    ['0x10', null]
  ])('%s is %s', (text, value) => {
    expect(siNumber(text)).toBe(value);
  });
});

describe('isoTime', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['2021-06-18T23:17:51.25Z', 1624058271.25],
    ['2021-06-18T23:17:51', 1624058271],
    ['2021-06-19T01:17:51+02:00', 1624058271],
    ['2016-12-31T23:59:60Z', 1483228800],
    ['2021-02-29T00:00:00Z', null],
    ['2021-13-01T00:00:00Z', null],
    ['today', null]
  ])('%s is %s', (text, value) => {
    expect(isoTime(text)).toBe(value);
  });
});
