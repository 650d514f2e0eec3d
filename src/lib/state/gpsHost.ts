import type { Clock } from '#lib/base/clock.ts';
import type { RatedPort } from '#lib/time/findSerialRate.ts';

/** What a host offers for a GPS receiver: its serial ports, behind the browser's question for them. */
export interface GpsHost {
  readonly clock: Clock;
  /** Ports that may be opened without asking: chosen on an earlier visit, or allowed by whoever runs this browser. */
  ports(): Promise<readonly RatedPort[]>;
  /** Asks the person, who must just have clicked. Null when they chose none. */
  choose(): Promise<RatedPort | null>;
  /** Tells of every port that is plugged in or out. */
  onChange(listener: () => void): void;
  /** What is remembered from visit to visit: whether the person switched the receiver off, and the rate that was right. */
  recall(): { readonly off: boolean; readonly rate: number | null };
  remember(kept: { readonly off: boolean; readonly rate: number | null }): void;
}
