import type { Clock } from '#lib/base/clock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { fewestTransfers, type TransferPlan } from './transferPlan.ts';
import type { UsbDevice, UsbInResult } from './usbDevice.ts';
import { usbFailure } from './usbFailure.ts';

export interface TransferQueueOptions<Note> {
  readonly device: UsbDevice;
  readonly endpoint: number;
  readonly radio: string;
  readonly clock: Clock;
  readonly plan: TransferPlan;
  /**
   * A transfer of `length` bytes is about to be queued behind `waiting` bytes. `broken`: the endpoint stood still before it.
   * @returns whatever `take` shall be told when its data comes
   */
  submitting(length: number, waiting: number, broken: boolean): Note;
  /** The data of one transfer, in order; `at`: when it came; `note`: what `submitting` said. */
  take(data: Uint8Array<ArrayBuffer>, at: number, note: Note): void;
  /** A transfer came back without data, or was not taken at all; `note`: what `submitting` said. */
  nothing(note: Note): void;
  /** Once, when it cannot go on; nothing is taken afterwards. */
  fail(error: WavepoolError): void;
}

interface Slot<Note> {
  length: number;
  note: Note | undefined;
  /** How often the endpoint had been restarted when it was queued. */
  restarts: number;
  at: number;
  done: boolean;
  result: UsbInResult | null;
  error: WavepoolError | null;
  readonly onResult: (result: UsbInResult) => void;
  readonly onError: (error: unknown) => void;
}

/** A device that is being unplugged gives transfer errors first: so long later it is asked again, seconds. */
const secondLook = 0.5;
const mostEmpty = 1000;

/**
 * Keeps transfers queued on a bulk-IN endpoint and hands over what they bring, in order. A stall or a failed transfer restarts the endpoint
 * once; another before a whole queue of good transfers ends it. A host that refuses that many transfers gets fewer.
 */
export class TransferQueue<Note> {
  readonly #options: TransferQueueOptions<Note>;
  #length: number;
  #count: number;
  /** Oldest first. */
  readonly #order: Slot<Note>[] = [];
  readonly #idle: Slot<Note>[] = [];
  #live = 0;
  #waiting = 0;
  #stopped = false;
  #failed = false;
  #restarting = false;
  #restarts = 0;
  #broken = false;
  /** Good transfers since the endpoint was restarted. */
  #good = Infinity;
  #empty = 0;
  #last: number;
  readonly #drained = Promise.withResolvers<undefined>();

  constructor(options: TransferQueueOptions<Note>) {
    this.#options = options;
    this.#length = options.plan.length;
    this.#count = options.plan.count;
    this.#last = options.clock.now();
  }

  /** When the host last answered. */
  get lastAnswer(): number {
    return this.#last;
  }

  /** Bytes that queued transfers can still take. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Resolves when it was stopped, or has failed, and no transfer is out any more. */
  get drained(): Promise<undefined> {
    return this.#drained.promise;
  }

  start(): void {
    this.#last = this.#options.clock.now();
    this.#fill();
  }

  /** From now on transfers of another length, and another number of them. */
  change(plan: TransferPlan): void {
    this.#length = plan.length;
    this.#count = plan.count;
    if (!this.#stopped && !this.#restarting) this.#fill();
  }

  /** Queues no more; what is queued is still taken. */
  stop(): void {
    this.#stopped = true;
    if (this.#order.length === 0) this.#drained.resolve(undefined);
  }

  #fill(): void {
    while (this.#live < this.#count && !this.#stopped) {
      this.#live += 1;
      this.#submit(this.#slot());
    }
  }

  #slot(): Slot<Note> {
    const slot: Slot<Note> = {
      length: 0,
      note: undefined,
      restarts: 0,
      at: 0,
      done: false,
      result: null,
      error: null,
      onResult: (result) => {
        slot.result = result;
        this.#settle(slot);
      },
      onError: (error) => {
        slot.error = usbFailure(error, this.#options.radio);
        this.#settle(slot);
      }
    };
    return slot;
  }

  #submit(slot: Slot<Note>): void {
    const { device, endpoint } = this.#options;
    slot.length = this.#length;
    slot.note = this.#options.submitting(slot.length, this.#waiting, this.#broken);
    slot.restarts = this.#restarts;
    slot.done = false;
    slot.result = null;
    slot.error = null;
    this.#broken = false;
    this.#waiting += slot.length;
    this.#order.push(slot);
    device.transferIn(endpoint, slot.length).then(slot.onResult, slot.onError);
  }

  #settle(slot: Slot<Note>): void {
    slot.at = this.#options.clock.now();
    slot.done = true;
    if (slot.error === null) this.#last = slot.at;
    else if (slot.error.code !== 'usb.failed') this.#fail(slot.error);
    else if (slot !== this.#order[0] && this.#live > fewestTransfers) {
      // One that fails before older ones have come was not taken at all: the host has no room for that many.
      this.#order.splice(this.#order.indexOf(slot), 1);
      this.#waiting -= slot.length;
      this.#options.nothing(slot.note as Note);
      this.#live -= 1;
      this.#count = Math.min(this.#count, this.#live);
    }
    while (this.#order.length > 0 && this.#order[0].done) this.#next(this.#order[0]);
    if (this.#stopped && this.#order.length === 0) this.#drained.resolve(undefined);
  }

  /** The oldest transfer is back. */
  #next(slot: Slot<Note>): void {
    this.#order.shift();
    this.#waiting -= slot.length;
    const { result, error } = slot;
    slot.result = null;
    if (!this.#failed) {
      const data =
        error === null && result?.status !== 'stall' && result?.status !== 'babble' ? result?.data : undefined;
      if (data !== undefined && data.byteLength > 0) this.#take(slot, data);
      else {
        this.#options.nothing(slot.note as Note);
        if (error !== null) this.#restart(slot, error);
        else if (result?.status === 'stall')
          this.#restart(slot, this.#failure('its samples stall, after a restart too'));
        else if (result?.status === 'babble') this.#fail(this.#failure('it sends more than it is asked for'));
        else if (++this.#empty > mostEmpty) this.#fail(this.#failure('it answers without samples'));
      }
    }
    this.#again(slot);
  }

  #take({ at, note }: Slot<Note>, data: DataView): void {
    this.#empty = 0;
    this.#good += 1;
    this.#options.take(new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength), at, note as Note);
  }

  #again(slot: Slot<Note>): void {
    if (this.#stopped) return;
    if (this.#live > this.#count) this.#live -= 1;
    else if (this.#restarting) this.#idle.push(slot);
    else this.#submit(slot);
  }

  #restart(slot: Slot<Note>, error: WavepoolError): void {
    // Those that were queued before the endpoint was restarted come back with the same trouble.
    if (this.#stopped || this.#restarting || slot.restarts < this.#restarts) return;
    this.#restarting = true;
    const repeated = this.#good < this.#count;
    this.#good = 0;
    void this.#clear(repeated, error);
  }

  async #clear(repeated: boolean, error: WavepoolError): Promise<void> {
    const { device, endpoint, clock } = this.#options;
    const attempt = () =>
      device.clearHalt('in', endpoint).then(
        () => null,
        (thrown: unknown) => thrown ?? 'refused'
      );
    let refusal = await attempt();
    if (repeated || refusal !== null) {
      await clock.until(clock.now() + secondLook);
      refusal = await attempt();
      const found = refusal === null ? error : usbFailure(refusal, this.#options.radio);
      this.#fail(found.code === 'usb.unplugged' ? found : error);
      return;
    }
    this.#restarts += 1;
    this.#restarting = false;
    this.#broken = true;
    if (this.#stopped) return;
    for (const slot of this.#idle.splice(0)) this.#submit(slot);
    this.#fill();
  }

  #failure(why: string): WavepoolError {
    return new WavepoolError('usb.failed', { radio: this.#options.radio, why });
  }

  #fail(error: WavepoolError): void {
    if (this.#failed) return;
    this.#failed = true;
    const stopped = this.#stopped;
    this.#stopped = true;
    if (error.code === 'usb.unplugged') this.#drained.resolve(undefined);
    else if (this.#order.length === 0) this.#drained.resolve(undefined);
    if (!stopped) this.#options.fail(error);
  }
}
