import { bytesInMemory, type ByteSource } from '#lib/base/byteSource.ts';
import type { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { FileBeside } from '#lib/recording/formats/recordingFormat.ts';
import { openRecording } from '#lib/recording/openRecording.ts';
import type { Recording, RecordingOverride } from '#lib/recording/recording.ts';

/** A file in memory; text becomes one byte a character (latin 1). */
export function file(name: string, ...parts: readonly (string | Uint8Array | readonly number[])[]): ByteSource {
  return bytesInMemory(name, joined(...parts));
}

export function joined(...parts: readonly (string | Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? Array.from(part, (c) => c.charCodeAt(0)) : Array.from(part)))
  );
}

export function u16(...values: number[]): Uint8Array {
  return new Uint8Array(Uint16Array.from(values).buffer);
}
export function u32(...values: number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}
export function u64(value: bigint): Uint8Array {
  return new Uint8Array(BigUint64Array.of(value).buffer);
}
export function f32(...values: number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

/** A RIFF chunk, padded to even length. */
export function chunk(id: string, body: Uint8Array, size = body.length): Uint8Array {
  return joined(id, u32(size), body, body.length % 2 === 1 ? [0] : []);
}

export function fmt(tag: number, channels: number, rate: number, bits: number): Uint8Array {
  const frame = channels * Math.ceil(bits / 8);
  return chunk('fmt ', joined(u16(tag, channels), u32(rate, rate * frame), u16(frame, bits)));
}

export function wavFile(name: string, ...chunks: readonly Uint8Array[]): ByteSource {
  const body = joined(...chunks);
  return file(name, 'RIFF', u32(body.length + 4), 'WAVE', body);
}

/** Opens, or gives the error that came instead. */
export async function attempt(
  parts: ByteSource | readonly ByteSource[],
  override?: RecordingOverride,
  beside?: FileBeside
): Promise<Recording | WavepoolError> {
  try {
    return await openRecording('name' in parts ? [parts] : parts, override, beside);
  } catch (error) {
    return error as WavepoolError;
  }
}

export async function opened(
  parts: ByteSource | readonly ByteSource[],
  override?: RecordingOverride,
  beside?: FileBeside
): Promise<Recording> {
  return openRecording('name' in parts ? [parts] : parts, override, beside);
}

/** All samples of a small recording as numbers of its canonical components. */
export async function components(recording: Recording): Promise<number[]> {
  const bytes = await recording.read(0, recording.samples);
  const view = bytes.buffer;
  if (recording.format.endsWith('u8')) return Array.from(bytes);
  if (recording.format.endsWith('s8')) return Array.from(new Int8Array(view));
  if (recording.format.endsWith('s16')) return Array.from(new Int16Array(view));
  return Array.from(new Float32Array(view));
}
