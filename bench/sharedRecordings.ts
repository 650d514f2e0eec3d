import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A row of the manifest of ../shared/data, as far as it is used. */
export interface SharedRecording {
  readonly path: string;
  readonly format: string;
  readonly rate: number | null;
  readonly center: number | null;
  readonly samples: number | null;
}

/** Folder of the shared recordings; absent in a fresh clone. */
const sharedData = join(import.meta.dirname, '../../shared/data');

/** All files of the manifest; empty where the folder is absent. */
export function sharedRecordings(): readonly SharedRecording[] {
  const manifest = join(sharedData, 'manifest.json');
  if (!existsSync(manifest)) return [];
  const { files } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    files: {
      path: string;
      format: string;
      sample_rate_hz: number | null;
      center_frequency_hz: number | null;
      n_samples: number | null;
    }[];
  };
  return files.map(({ path, format, sample_rate_hz, center_frequency_hz, n_samples }) => ({
    path: join(sharedData, path),
    format,
    rate: sample_rate_hz,
    center: center_frequency_hz,
    samples: n_samples
  }));
}

const readable = /^(?:cu8|cs8|cs16|ci16_le|cf32|s8_real|s16_mono|wav_.*|kiwi_wav_iq)$/;

/** Whether the product is to open it; the others must get a clear answer. */
export function isReadable({ format }: SharedRecording): boolean {
  return readable.test(format);
}

/** Our name of a headerless format of the manifest; null where a header says it. */
export function rawFormat({ format }: SharedRecording): string | null {
  if (['cu8', 'cs8', 'cs16', 'cf32'].includes(format)) return format;
  return { s16_mono: 's16', s8_real: 's8' }[format] ?? null;
}
