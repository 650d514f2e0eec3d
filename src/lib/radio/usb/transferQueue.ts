import type { Clock } from '#lib/base/clock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { Submission } from './submission.ts';
import { fewestTransfers, type TransferPlan } from './transferPlan.ts';
import type { UsbDevice, UsbInResult } from './usbDevice.ts';
import { usbFailure } from './usbFailure.ts';

export interface TransferQueueOptions {
  readonly device: UsbDevice;
  readonly endpoint: number;
  readonly radio: string;
  readonly clock: Clock;
  readonly plan: TransferPlan;
  /** The data of one transfer, in order; `at`: when it came. `submission` holds until the call returns. */
  take(data: Uint8Array<ArrayBuffer>, at: number, submission: Submission): void;
  /** Once, when it cannot go on; nothing is taken afterwards. */
  fail(error: WavepoolError): void;
}

interface Slot extends Submission {
  length: number;
  from: number;
  to: number;
  taken: number;
  restarted: boolean;
  failed: number;
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
export class TransferQueue {
  readonly #options: TransferQueueOptions;
  #length: number;
  #count: number;
  /** Oldest first. */
  readonly #order: Slot[] = [];
  readonly #idle: Slot[] = [];
  #live = 0;
  #stopped = false;
  #failed = false;
  #restarting = false;
  #restarts = 0;
  /** Transfers with data so far, and how often the endpoint had been restarted when the last of them was queued. */
  #taken = 0;
  #takenRestarts = 0;
  /** Bytes of transfers that failed since. */
  #lost = 0;
  /** Good transfers since the endpoint was restarted. */
  #good = Infinity;
  #empty = 0;
  #last: number;
  readonly #drained = Promise.withResolvers<undefined>();

  constructor(options: TransferQueueOptions) {
    this.#options = options;
    this.#length = options.plan.length;
    this.#count = options.plan.count;
    this.#last = options.clock.now();
  }

  /** When the host last answered. */
  get lastAnswer(): number {
    return this.#last;
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

  #slot(): Slot {
    const slot: Slot = {
      length: 0,
      from: 0,
      to: 0,
      taken: 0,
      restarted: false,
      failed: 0,
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

  #submit(slot: Slot): void {
    const { device, endpoint, clock } = this.#options;
    slot.length = this.#length;
    slot.taken = this.#taken;
    slot.restarts = this.#restarts;
    slot.done = false;
    slot.result = null;
    slot.error = null;
    this.#order.push(slot);
    slot.from = clock.now();
    const answer = device.transferIn(endpoint, slot.length);
    slot.to = clock.now();
    answer.then(slot.onResult, slot.onError);
  }

  #settle(slot: Slot): void {
    slot.at = this.#options.clock.now();
    slot.done = true;
    if (slot.error === null) this.#last = slot.at;
    else if (slot.error.code !== 'usb.failed') this.#fail(slot.error);
    else if (slot !== this.#order[0] && this.#live > fewestTransfers) {
      // One that fails before older ones have come was not taken at all: the host has no room for that many.
      this.#order.splice(this.#order.indexOf(slot), 1);
      this.#live -= 1;
      this.#count = Math.min(this.#count, this.#live);
    }
    while (this.#order.length > 0 && this.#order[0].done) this.#next(this.#order[0]);
    if (this.#stopped && this.#order.length === 0) this.#drained.resolve(undefined);
  }

  /** The oldest transfer is back. */
  #next(slot: Slot): void {
    this.#order.shift();
    const { result, error } = slot;
    slot.result = null;
    if (!this.#failed) {
      const data =
        error === null && result?.status !== 'stall' && result?.status !== 'babble' ? result?.data : undefined;
      if (data !== undefined && data.byteLength > 0) this.#take(slot, data);
      else {
        if (error !== null || result?.status !== 'ok') this.#lost += slot.length;
        if (error !== null) this.#restart(slot, error);
        else if (result?.status === 'stall')
          this.#restart(slot, this.#failure('its samples stall, after a restart too'));
        else if (result?.status === 'babble') this.#fail(this.#failure('it sends more than it is asked for'));
        else if (++this.#empty > mostEmpty) this.#fail(this.#failure('it answers without samples'));
      }
    }
    this.#again(slot);
  }

  #take(slot: Slot, data: DataView): void {
    this.#empty = 0;
    this.#good += 1;
    this.#taken += 1;
    slot.restarted = slot.restarts > this.#takenRestarts;
    this.#takenRestarts = slot.restarts;
    slot.failed = this.#lost;
    this.#lost = 0;
    const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
    this.#options.take(bytes, slot.at, slot);
  }

  #again(slot: Slot): void {
    if (this.#stopped) return;
    if (this.#live > this.#count) this.#live -= 1;
    else if (this.#restarting) this.#idle.push(slot);
    else this.#submit(slot);
  }

  #restart(slot: Slot, error: WavepoolError): void {
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
