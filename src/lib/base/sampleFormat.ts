/**
 * The sample formats that travel through the system: interleaved I,Q (`c…`) or real, little-endian, as the hardware or the file delivers
 * them. Anything else (24-bit, big-endian, double) is brought to one of these by its reader.
 */
export type SampleFormat = 'cu8' | 'cs8' | 'cs16' | 'cf32' | 'u8' | 's8' | 's16' | 'f32';

/** What a format means. `value = (raw - offset) / fullScale`, so that full scale is 1.0. */
export interface SampleFormatInfo {
  readonly complex: boolean;
  /** Bytes of one sample: I and Q together for a complex format. */
  readonly bytes: number;
  readonly component: 'u8' | 's8' | 's16' | 'f32';
  readonly offset: number;
  readonly fullScale: number;
}

export const sampleFormats: Readonly<Record<SampleFormat, SampleFormatInfo>> = {
  cu8: { complex: true, bytes: 2, component: 'u8', offset: 127.5, fullScale: 127.5 },
  cs8: { complex: true, bytes: 2, component: 's8', offset: 0, fullScale: 128 },
  cs16: { complex: true, bytes: 4, component: 's16', offset: 0, fullScale: 32768 },
  cf32: { complex: true, bytes: 8, component: 'f32', offset: 0, fullScale: 1 },
  u8: { complex: false, bytes: 1, component: 'u8', offset: 127.5, fullScale: 127.5 },
  s8: { complex: false, bytes: 1, component: 's8', offset: 0, fullScale: 128 },
  s16: { complex: false, bytes: 2, component: 's16', offset: 0, fullScale: 32768 },
  f32: { complex: false, bytes: 4, component: 'f32', offset: 0, fullScale: 1 }
};

export function isSampleFormat(name: string): name is SampleFormat {
  return Object.hasOwn(sampleFormats, name);
}
