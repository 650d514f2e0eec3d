import type { SweepInfo } from '#lib/radio/radio.ts';
import type { EngineStatus } from './receiverEngine.ts';

/** What is measured: the last seconds. */
const windowSeconds = 5;
/** Statuses come five times a second: a longer pause is one of the reception, not of the sweep. */
const pauseSeconds = 1.5;
/** Too little of a sweep to say anything of it. */
const leastSeconds = 0.5;
/** Until a sweep has shown how fast it is: a firmware goes on within a millisecond, and a radio that is tuned needs about twenty. */
const hopSeconds = { firmware: 0.8e-3, tuned: 20e-3 } as const;

type Counts = Pick<EngineStatus, 'received' | 'missed' | 'time'>;

/** Measures how long a sweep listens to each frequency. */
export class SweepTime {
  #counts: Counts[] = [];

  /** @returns the share of time that each frequency is listened to, 0..1; null while too little is known */
  add({ received, missed, time }: Counts, sweep: SweepInfo): number | null {
    const last = this.#counts.at(-1);
    if (last !== undefined && (time - last.time > pauseSeconds || time < last.time)) this.#counts = [];
    if (received > 0 && time !== last?.time) this.#counts.push({ received, missed, time });
    while (this.#counts.length > 2 && time - this.#counts[0].time > windowSeconds) this.#counts.shift();
    const first = this.#counts.at(0);
    if (first === undefined) return null;
    const seconds = time - first.time;
    if (seconds < leastSeconds) return null;
    const samples = received - missed - (first.received - first.missed);
    // Each sample listens to the good part of the rate: so many hertz for one part of a second of the rate.
    return Math.min(1, (samples * usableShare(sweep)) / ((sweep.high - sweep.low) * seconds));
  }

  forget(): void {
    this.#counts = [];
  }
}

/** How many visits to a centre make a round, about. @param rate S/s */
export function sweepVisits(sweep: SweepInfo, rate: number): number {
  return Math.max(2, Math.ceil((sweep.high - sweep.low) / (usableShare(sweep) * rate)));
}

/** How long a round takes, about, before it has been measured. @param rate S/s */
export function sweepSeconds(sweep: SweepInfo, rate: number): number {
  const listening = sweep.visit / rate;
  return sweepVisits(sweep, rate) * (listening + (listening < 1e-3 ? hopSeconds.firmware : hopSeconds.tuned));
}

function usableShare({ usable }: SweepInfo): number {
  return usable.reduce((sum, { min, max }) => sum + max - min, 0);
}
