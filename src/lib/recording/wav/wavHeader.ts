import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { storedFormat, type StoredComponent, type StoredFormat } from '../storedFormat.ts';

/** The `fmt ` chunk, understood. */
export interface WavHeader {
  readonly stored: StoredFormat;
  /** S/s; 0 where the header leaves it open. */
  readonly rate: number;
}

const audioHint = 'Bring it to PCM first: sox OLD.wav -e signed-integer NEW.wav';
const codecs: Readonly<Record<number, string>> = {
  2: 'Microsoft ADPCM',
  6: 'A-law',
  7: 'µ-law',
  17: 'IMA ADPCM',
  49: 'GSM 6.10',
  85: 'MP3'
};

/**
 * Reads a `fmt ` chunk (WAVEFORMAT, WAVEFORMATEX or WAVEFORMATEXTENSIBLE). One channel is a real signal, two are I and Q. Samples of fewer bits
 * than their container are left-justified in it, as the format demands, so the container's width is what counts.
 * @throws WavepoolError `file.bad-metadata` or `file.not-samples`
 */
export function readWavHeader(name: string, bytes: Uint8Array): WavHeader {
  if (bytes.length < 16) throw new WavepoolError('file.bad-metadata', { name, why: 'its "fmt " chunk is cut off' });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const extensible = view.getUint16(0, true) === 0xfffe;
  if (extensible && bytes.length < 40)
    throw new WavepoolError('file.bad-metadata', { name, why: 'its extensible "fmt " chunk is cut off' });
  const tag = extensible ? view.getUint16(24, true) : view.getUint16(0, true);
  const channels = view.getUint16(2, true);
  const rate = view.getUint32(4, true);
  const frame = view.getUint16(12, true);
  const bits = view.getUint16(14, true);
  if (tag !== 1 && tag !== 3)
    throw new WavepoolError('file.not-samples', {
      name,
      why: `it is compressed as ${codecs[tag] ?? `codec ${tag}`}`,
      hint: audioHint
    });
  if (channels === 0) throw new WavepoolError('file.bad-metadata', { name, why: 'it says it has no channels' });
  if (channels > 2)
    throw new WavepoolError('file.not-samples', {
      name,
      why: `it has ${channels} channels, and only one (real) or two (I and Q) are a signal`,
      hint: 'Take the channels apart first: sox OLD.wav NEW.wav remix 1 2'
    });
  const wide = Math.ceil(bits / 8);
  const width = frame % channels === 0 && frame / channels >= wide ? frame / channels : wide;
  const component = componentOf(tag, width);
  if (component === null)
    throw new WavepoolError('file.bad-metadata', {
      name,
      why: `its samples of ${bits} bits in ${width} bytes are of no known kind`
    });
  return { stored: storedFormat(component, channels === 2), rate };
}

function componentOf(tag: number, width: number): StoredComponent | null {
  if (tag === 3) return width === 4 ? 'f32' : width === 8 ? 'f64' : null;
  return (['u8', 's16', 's24', 's32'] as const)[width - 1] ?? null;
}
