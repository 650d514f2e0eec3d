/** A control transfer as the lab's recorder keeps it: bmRequestType, wValue, wIndex, length, data, return code of libusb. */
type Transfer = readonly [bm: string, value: string, index: string, length: number, data: string, rc: number];

/** One call of librtlsdr and what came of it. Keys of registers and reads: README.md. */
export interface RecordedCall {
  readonly call: string;
  readonly args: readonly number[];
  readonly rc: number;
  /** What librtlsdr says of itself afterwards; absent in the lab's own recordings. */
  readonly center?: number;
  readonly rate?: number;
  /** Tenths of a dB. */
  readonly gain?: number;
  readonly reads?: Readonly<Record<string, readonly string[]>>;
  readonly stalls?: readonly string[];
  /** Registers that the call left with another value than they had. */
  readonly set: Readonly<Record<string, string>>;
}

type Line = RecordedCall | (Omit<RecordedCall, 'set'> & { readonly ctl: readonly Transfer[] });

/** Reads a recording of either form. */
export function parseRecording(text: string): RecordedCall[] {
  const registers = new Map<string, string>();
  return (JSON.parse(text) as Line[]).map((line) => {
    if (!('ctl' in line)) return line;
    const { call, args, rc } = line;
    return { call, args, rc, ...compactTransfers(line.ctl, registers) };
  });
}

/** What was read, which I2C addresses stalled, and which registers changed; `registers` is kept from call to call. */
export function compactTransfers(
  transfers: readonly Transfer[],
  registers: Map<string, string>
): Pick<RecordedCall, 'reads' | 'stalls' | 'set'> {
  const before = new Map(registers);
  const reads: Record<string, string[]> = {};
  const stalls = new Set<string>();
  const pointers = new Map<number, string>();
  for (const [bm, valueHex, indexHex, length, data, rc] of transfers) {
    const value = parseInt(valueHex, 16);
    const index = parseInt(indexHex, 16);
    const isRead = bm === 'c0';
    const chip = value & 0xff;
    if (index >> 8 === 6 && rc < 0) stalls.add(hex(chip));
    else if (isRead) {
      const key = readKey(value, index, length, pointers.get(chip));
      if (key !== null) (reads[key] ??= []).push(data);
    } else {
      const bytes = (data.match(/../g) ?? []).map((byte) => parseInt(byte, 16));
      if (index >> 8 === 6 && bytes.length > 0) pointers.set(chip, hex(bytes[0]));
      for (const [key, written] of writtenRegisters(value, index, bytes)) registers.set(key, written);
    }
  }
  const set = Object.fromEntries([...registers].filter(([key, value]) => before.get(key) !== value));
  const some = Object.keys(reads).length > 0;
  return { ...(some ? { reads } : {}), ...(stalls.size > 0 ? { stalls: [...stalls] } : {}), set };
}

/** Names a read; null for reads whose answer means nothing (the demodulator is read after every write, to no end but that). */
export function readKey(value: number, index: number, length: number, pointer = '00'): string | null {
  const block = (index >> 8) & 15;
  if (block === 0) return null;
  if (block === 6) return `${hex(value & 0xff)}.${pointer}:${length}`;
  return `${block === 1 ? 'usb' : 'sys'}.${hex(value, 4)}:${length}`;
}

/** The registers that a write sets, each with its value in hex. */
export function writtenRegisters(value: number, index: number, bytes: readonly number[]): [string, string][] {
  const block = (index >> 8) & 15;
  if (block === 0)
    return bytes.map((byte, at) => [`${index & 15}.${hex((value >> 8) + at)}`, hex(byte)] as [string, string]);
  if (block !== 6) return [[`${block === 1 ? 'usb' : 'sys'}.${hex(value, 4)}`, bytes.map((byte) => hex(byte)).join('')]];
  return bytes.slice(1).map((byte, at) => [`${hex(value & 0xff)}.${hex(bytes[0] + at)}`, hex(byte)] as [string, string]);
}

export function hex(value: number, digits = 2): string {
  return value.toString(16).padStart(digits, '0');
}
