import type { RadioInfo, RadioWant } from '../radio.ts';
import type { HackRfControl } from './hackRfControl.ts';
import { automaticFilter } from './hackRfFilter.ts';
import { hackRfRate } from './hackRfRate.ts';
import { firstState, nextState, type HackRfState } from './hackRfState.ts';

type Sent = 'rate' | 'filter' | 'center' | 'lna' | 'vga' | 'amp' | 'power' | 'sync';

/**
 * Tuner, amplifiers and clock of a HackRF: keeps what is in force, and sends what changes. One change at a time: a second one waits for the first.
 */
export class HackRfFrontEnd {
  readonly info: RadioInfo;
  readonly #control: HackRfControl;
  #state: HackRfState;
  /** Values as they were sent last; what is missing has to be sent. */
  readonly #sent = new Map<Sent, string>();
  #last: Promise<unknown> = Promise.resolve();
  #sweeping = false;

  constructor(control: HackRfControl, info: RadioInfo) {
    this.#control = control;
    this.info = info;
    this.#state = firstState(info);
  }

  get state(): HackRfState {
    return this.#state;
  }

  /** While the firmware sweeps, the centre is its own: none is sent, and the last one is not in force any more. */
  set sweeping(sweeping: boolean) {
    this.#sweeping = sweeping;
    this.#sent.delete('center');
  }

  /**
   * Puts into force what is wanted.
   * @param tuned called as soon as the transfers for another centre or rate are through
   * @throws WavepoolError as `Radio.configure`. After a transfer that failed everything is sent anew the next time.
   */
  configure(want: RadioWant, tuned: () => void = () => undefined): Promise<HackRfState> {
    const done = this.#last.then(async () => {
      const next = nextState(this.info, this.#state, want);
      const before = this.#state;
      const retuned = next.center !== before.center || next.rate !== before.rate;
      await this.#sendTuning(next);
      this.#state = { ...before, center: next.center, rate: next.rate, ppm: next.ppm };
      if (retuned) tuned();
      await this.#sendSettings(next);
      this.#state = next;
      return next;
    });
    // The next change must not fail because this one did.
    this.#last = done.catch(() => undefined);
    return done;
  }

  /**
   * Antenna power and amplifier once more: the firmware switches both off whenever it stops receiving, which is why the tools set them after each
   * start.
   */
  async started(): Promise<void> {
    const { settings } = this.#state;
    if (settings.amp) await this.#control.amp(true);
    if (settings['bias-tee']) await this.#control.antennaPower(true);
  }

  /** Takes the power off the antenna, where it is on. */
  async powerOff(): Promise<void> {
    await this.#last;
    if (this.#state.settings['bias-tee']) await this.#control.antennaPower(false);
  }

  /** A crystal that is `ppm` too fast makes everything that much too high: it is asked for that much less. */
  async #sendTuning({ center, rate, ppm, settings }: HackRfState): Promise<void> {
    const control = this.#control;
    const fast = 1 + ppm * 1e-6;
    const clock = hackRfRate(rate / fast);
    const filter = settings.bandwidth === 0 ? automaticFilter(rate) : settings.bandwidth;
    const rateKey = `${clock.numerator}/${clock.divider}`;
    // The firmware chooses a filter of its own with every rate.
    if (this.#sent.get('rate') !== rateKey) this.#sent.delete('filter');
    await this.#send('rate', rateKey, () => control.rate(clock));
    await this.#send('filter', String(filter), () => control.filter(filter));
    if (this.#sweeping) return;
    const corrected = Math.round(center / fast);
    await this.#send('center', String(corrected), () => control.center(corrected));
  }

  async #sendSettings({ settings }: HackRfState): Promise<void> {
    const control = this.#control;
    const { lna, vga, amp, 'bias-tee': power, 'hardware-sync': sync } = settings;
    await this.#send('vga', String(vga), () => control.vga(vga));
    await this.#send('lna', String(lna), () => control.lna(lna));
    await this.#send('amp', String(amp), () => control.amp(amp));
    await this.#send('power', String(power), () => control.antennaPower(power));
    if (Object.hasOwn(settings, 'hardware-sync'))
      await this.#send('sync', String(sync), () => control.hardwareSync(sync));
  }

  async #send(key: Sent, value: string, transfer: () => Promise<void>): Promise<void> {
    if (this.#sent.get(key) === value) return;
    this.#sent.delete(key);
    await transfer();
    this.#sent.set(key, value);
  }
}
