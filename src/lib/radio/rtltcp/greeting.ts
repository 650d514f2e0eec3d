/** What an rtl_tcp server says first: the tuner it has, and how many gains that knows. Then samples follow. */
export interface Greeting {
  /** Number of the tuner: see `remoteTuners`. */
  readonly tuner: number;
  readonly gains: number;
}

export const greetingLength = 12;

const magic = [0x52, 0x54, 0x4c, 0x30];

export function writeGreeting({ tuner, gains }: Greeting): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(greetingLength);
  bytes.set(magic);
  const view = new DataView(bytes.buffer);
  view.setUint32(4, tuner);
  view.setUint32(8, gains);
  return bytes;
}

/** @returns null when that is no rtl_tcp server */
export function readGreeting(bytes: Uint8Array): Greeting | null {
  if (bytes.length < greetingLength || magic.some((byte, at) => bytes[at] !== byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, greetingLength);
  return { tuner: view.getUint32(4), gains: view.getUint32(8) };
}
