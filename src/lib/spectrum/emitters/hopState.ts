import { scales, type Burst } from './burst.ts';
import type { HopChannel } from './emitter.ts';

/** Channels that are remembered; Bluetooth has 79, most others fewer than 64. The rarest makes room. */
const mostChannels = 128;
/** Share of an interval by which a start may lie beside the grid of the ones before. */
export const gridTolerance = 0.15;
/** Intervals over which the grid is trusted: clocks drift. */
const trusted = 64;
/** Share of a burst that may lie in the one before: edges are measured to a part of a row. */
const overlapAllowed = 0.2;

interface Channel {
  center: number;
  bursts: number;
}

/** What makes an emitter a hopping one: its channels, and the grid of times on which it moves. */
export class HopState {
  /** Seconds from one start to the next. */
  interval: number;
  readonly #binHz: number;
  readonly #channels: Channel[] = [];
  #lastStart = -Infinity;
  #lastStop = -Infinity;

  constructor(interval: number, binHz: number) {
    this.interval = interval;
    this.#binHz = binHz;
  }

  /** Centres of the outermost channels. */
  get low(): number {
    return this.#channels.reduce((least, { center }) => Math.min(least, center), Infinity);
  }
  get high(): number {
    return this.#channels.reduce((most, { center }) => Math.max(most, center), -Infinity);
  }

  channels(): HopChannel[] {
    return this.#channels
      .map(({ center, bursts }) => ({ centerHz: center, bursts }))
      .sort((a, b) => a.centerHz - b.centerHz);
  }

  add(burst: Burst): void {
    const times = Math.round((burst.start - this.#lastStart) / this.interval);
    // Follows the clock of the transmitter, slowly.
    if (times >= 1 && times <= trusted && this.beside(burst) < gridTolerance)
      this.interval += (0.05 * (burst.start - this.#lastStart - times * this.interval)) / times;
    this.#lastStart = Math.max(this.#lastStart, burst.start);
    this.#lastStop = Math.max(this.#lastStop, burst.stop);
    const channel = this.#channelOf(burst);
    if (channel !== null) {
      channel.bursts++;
      channel.center += (burst.center - channel.center) / Math.min(32, channel.bursts);
      return;
    }
    if (this.#channels.length >= mostChannels) {
      const rarest = this.#channels.reduce((least, other) => (other.bursts < least.bursts ? other : least));
      this.#channels.splice(this.#channels.indexOf(rarest), 1);
    }
    this.#channels.push({ center: burst.center, bursts: 1 });
  }

  /** How far a burst begins beside the grid, in intervals (0 to 0.5), as far as the grid is known; Infinity while another one is on. */
  beside(burst: Burst): number {
    if (burst.start < this.#lastStop - overlapAllowed * (burst.stop - burst.start)) return Infinity;
    const times = (burst.start - this.#lastStart) / this.interval;
    // After a longer pause only a channel that is known tells that it is the same one.
    if (times > trusted) return this.#channelOf(burst) === null ? Infinity : 0;
    return Math.abs(times - Math.max(1, Math.round(times)));
  }

  /** Whether a new channel may be here: no further outside than the known ones are spread. */
  covers(burst: Burst): boolean {
    const { low, high } = this;
    return burst.center >= low - (high - low) && burst.center <= high + (high - low);
  }

  #channelOf({ center, width }: Burst): Channel | null {
    const reach = Math.max(scales.bins * this.#binHz, scales.share * width);
    let nearest: Channel | null = null;
    for (const channel of this.#channels) {
      const apart = Math.abs(channel.center - center);
      if (apart <= reach && (nearest === null || apart < Math.abs(nearest.center - center))) nearest = channel;
    }
    return nearest;
  }
}
