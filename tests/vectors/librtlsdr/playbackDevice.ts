import type { UsbControlSetup, UsbDevice, UsbInResult, UsbOutResult } from '#lib/radio/usb/usbDevice.ts';
import { hex, readKey, writtenRegisters, type RecordedCall } from './recording.ts';

const eeprom = 0xa0;

/**
 * A dongle that answers reads as the recorded one did in the same call, and keeps the registers that are written. What does not answer in the
 * recording stalls here, and so does a tuner while the I2C repeater is off.
 */
export class PlaybackDevice implements UsbDevice {
  readonly vendorId = 0x0bda;
  readonly productId = 0x2838;
  opened = true;
  readonly registers = new Map<string, string>();
  readonly #chips: ReadonlySet<string>;
  readonly #pointers = new Map<number, string>();
  readonly #last = new Map<string, string>();
  #queues = new Map<string, string[]>();

  constructor(recording: readonly RecordedCall[]) {
    const keys = recording.flatMap(({ reads = {}, set }) => [...Object.keys(reads), ...Object.keys(set)]);
    this.#chips = new Set(keys.flatMap((key) => /^[0-9a-f]{2}(?=\.)/.exec(key) ?? []));
  }

  /** From now on reads are answered as in this call. */
  enter(call: RecordedCall): void {
    this.#queues = new Map(Object.entries(call.reads ?? {}).map(([key, answers]) => [key, [...answers]]));
  }

  controlTransferOut({ value, index }: UsbControlSetup, data = new Uint8Array(0)): Promise<UsbOutResult> {
    if ((index & 0x10) === 0 || (index >> 8 === 6 && !this.#answers(value & 0xff)))
      return Promise.resolve({ bytesWritten: 0, status: 'stall' });
    if (index >> 8 === 6 && data.length > 0) this.#pointers.set(value & 0xff, hex(data[0]));
    for (const [key, written] of writtenRegisters(value, index, [...data])) this.registers.set(key, written);
    return Promise.resolve({ bytesWritten: data.length, status: 'ok' });
  }

  controlTransferIn({ value, index }: UsbControlSetup, length: number): Promise<UsbInResult> {
    if (index >> 8 === 6 && !this.#answers(value & 0xff)) return Promise.resolve({ status: 'stall' });
    const key = readKey(value, index, length, this.#pointers.get(value & 0xff));
    const answer = this.#answer(key, value);
    const bytes = Uint8Array.from({ length }, (_, at) => parseInt(answer.slice(2 * at, 2 * at + 2), 16) || 0);
    return Promise.resolve({ data: new DataView(bytes.buffer), status: 'ok' });
  }

  #answers(chip: number): boolean {
    const repeater = (parseInt(this.registers.get('1.01') ?? '0', 16) & 0x08) !== 0;
    return chip === eeprom || (repeater && this.#chips.has(hex(chip)));
  }

  #answer(key: string | null, value: number): string {
    if (key === null) return '';
    if (key.startsWith('sys.')) return this.registers.get(`sys.${hex(value, 4)}`) ?? '';
    const queue = this.#queues.get(key) ?? [];
    const answer = queue.shift() ?? this.#last.get(key) ?? '';
    this.#last.set(key, answer);
    return answer;
  }

  open = () => Promise.resolve();
  close = () => Promise.resolve();
  selectConfiguration = () => Promise.resolve();
  claimInterface = () => Promise.resolve();
  releaseInterface = () => Promise.resolve();
  transferIn = () => Promise.reject(new Error('no samples are recorded'));
  clearHalt = () => Promise.resolve();
}
