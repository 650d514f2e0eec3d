import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sampleFormats } from '#lib/base/sampleFormat.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { openRecordingFile } from '#lib/platform/node/openRecordingFile.ts';
import type { RecordingOverride } from '#lib/recording/recording.ts';

interface ManifestFile {
  readonly path: string;
  readonly size_bytes: number;
  readonly format: string;
  readonly sample_rate_hz: number | null;
  readonly center_frequency_hz: number | null;
  readonly n_samples: number | null;
}

const folder = join(import.meta.dirname, '../../../shared/data');
const manifestFile = join(folder, 'manifest.json');
const there = existsSync(manifestFile);
if (!there) console.warn(`Skipped: ${folder} is not there, so no real recording is opened.`);
const files = there ? (JSON.parse(readFileSync(manifestFile, 'utf8')) as { files: ManifestFile[] }).files : [];

const readable = /^(?:cu8|cs8|cs16|ci16_le|cf32|s8_real|s16_mono|wav_.*|kiwi_wav_iq)$/;
/** Names that do not tell the format. */
const formatless: Readonly<Record<string, RecordingOverride['format']>> = { 'files/modes1.bin': 'cu8' };
/** Names that tell the rate; all other raw files get it from the manifest. */
const rateInName = /_250k\.cu8$|wmbus_t1_|^files\/lte_|gps_l1_|ntsc_fpv_/;
/** What of the manifest's centres can be known from a file or its name. */
const centerKnown = /wmbus_t1_|V16-|lte_|ntsc_fpv_|tdoa_dcf77/;

describe.skipIf(!there)('recordings of other people', () => {
  it('are all in the manifest', () => {
    expect(files.filter((file) => readable.test(file.format)).length).toBeGreaterThan(50);
  });

  for (const file of files.filter(({ format }) => readable.test(format))) {
    it(`${file.path} opens with ${file.n_samples} samples`, async () => {
      const headless = !/^(?:wav_|kiwi|ci16_le)/.test(file.format);
      const rate = headless && !rateInName.test(file.path) ? { rate: file.sample_rate_hz! } : {};
      const path = join(folder, file.path);
      if (headless && 'rate' in rate) {
        const error: unknown = await openRecordingFile(path, { format: formatless[file.path] }).catch(
          (thrown: unknown) => thrown
        );
        expect(error).toMatchObject({ code: 'file.no-rate' });
      }
      const { recording, close } = await openRecordingFile(path, { format: formatless[file.path], ...rate });
      try {
        expect(recording.samples).toBe(file.n_samples);
        expect(recording.rate).toBe(file.sample_rate_hz);
        if (recording.center !== null) expect(recording.center).toBe(file.center_frequency_hz);
        if (centerKnown.test(file.path)) expect(recording.center).not.toBeNull();
        const size = sampleFormats[recording.format].bytes;
        let bytes = 0;
        for (let at = 0; at < recording.samples;) {
          const block = await recording.read(at, 65536);
          expect(block.length % size).toBe(0);
          bytes += block.length;
          at += block.length / size;
        }
        expect(bytes).toBe(recording.samples * size);
        expect((await recording.read(recording.samples, 1)).length).toBe(0);
        expect(recording.format).toBe(expectedFormat(file.format));
      } finally {
        await close();
      }
    });
  }

  for (const file of files.filter(({ format }) => !readable.test(format) && !format.startsWith('sigmf'))) {
    it(`${file.path} (${file.format.slice(0, 20)}) gets a clear answer`, async () => {
      const error: unknown = await openRecordingFile(join(folder, file.path)).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(WavepoolError);
      expect(error).toMatchObject({ code: 'file.not-samples' });
      expect((error as Error).message).not.toMatch(/[{}]/);
    });
  }

  it('the SigMF logo opens from either half, with its annotations and its two channels as I and Q', async () => {
    for (const half of ['meta', 'data']) {
      const { recording, close } = await openRecordingFile(join(folder, `files/sigmf_logo.sigmf-${half}`));
      await close();
      expect(recording).toMatchObject({ format: 'cs16', rate: 48000, center: null, samples: 288000 });
      expect(recording.annotations.map((note) => note.comment)).toEqual(['logo warmup', 'logo spinup', 'logo steady']);
      expect(recording.notices.join()).toContain('taken as I and Q');
      expect(recording.startTime).toBeCloseTo(Date.UTC(2021, 5, 18, 23, 17, 51) / 1000 + 0.163959, 5);
    }
  });

  it('the NB-IoT recording has its 19 annotations and its date', async () => {
    const { recording, close } = await openRecordingFile(join(folder, 'files/V16-beacon-NB-IoT-uplink.sigmf-meta'));
    await close();
    expect(recording.annotations.length).toBe(19);
    expect(recording.annotations[0]).toMatchObject({
      sampleStart: 107103,
      sampleCount: 15360,
      lowHz: 832325846.5,
      highHz: 832355846.5
    });
    expect(recording.startTime).toBeCloseTo(Date.UTC(2025, 10, 15, 17, 34, 32) / 1000 + 0.232, 5);
    expect(recording.notices).toEqual([]);
  });

  it('KiwiSDR recordings carry UTC of every block: 512 samples apart, near the time in the name', async () => {
    for (const station of ['HB9ODP', 'JO51xl', 'pa0rdt']) {
      const { recording, close } = await openRecordingFile(
        join(folder, `files/tdoa_dcf77/20200813T065220Z_77500_${station}_iq.wav`)
      );
      await close();
      expect(recording.captures.length).toBeGreaterThan(600);
      expect(Math.abs(recording.startTime! - Date.UTC(2020, 7, 13, 6, 52, 20) / 1000)).toBeLessThan(2);
      const [first, last] = [recording.captures[1], recording.captures.at(-1)!];
      const rate = (last.sampleStart - first.sampleStart) / (last.time! - first.time!);
      expect(Math.abs(rate / recording.rate - 1)).toBeLessThan(1e-4);
    }
  });
});

function expectedFormat(format: string): string {
  const table: Readonly<Record<string, string>> = {
    ci16_le: 'cs16',
    s16_mono: 's16',
    s8_real: 's8',
    wav_iq_f32: 'cf32',
    wav_iq_u8: 'cu8',
    kiwi_wav_iq: 'cs16',
    wav_stereo_48k: 'cs16'
  };
  return table[format] ?? (format.startsWith('wav_mono') ? 's16' : format);
}
