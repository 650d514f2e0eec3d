import type { Emitter } from './emitter.ts';

/** An emitter as a line of JSON. Seconds from the first sample, frequencies as offsets from the centre, Hz. */
export interface EmitterLine {
  readonly type: 'emitter';
  readonly id: number;
  readonly first_s: number;
  readonly last_s: number;
  readonly center_offset_hz: number;
  readonly low_hz: number;
  readonly high_hz: number;
  readonly bursts: number;
  readonly duty: number;
  /** Only where transmissions come regularly. */
  readonly period_s?: number;
  /** Only where it hops: the channels in order of frequency, the time on one, and from one start to the next. */
  readonly hop?: { readonly channels_hz: readonly number[]; readonly dwell_s: number; readonly interval_s: number };
  readonly level_dbfs: number;
  readonly class?: string;
}

/** @param origin when the first sample was, by the clock that the emitter's times are told by, seconds */
export function emitterLine(emitter: Emitter, origin: number): EmitterLine {
  const { id, first, last, centerHz, lowHz, highHz, bursts, duty, period, hop, level } = emitter;
  return {
    type: 'emitter',
    id,
    first_s: round(first - origin, 6),
    last_s: round(last - origin, 6),
    center_offset_hz: round(centerHz, 1),
    low_hz: round(lowHz, 1),
    high_hz: round(highHz, 1),
    bursts,
    duty: round(duty, 6),
    ...(period === undefined ? {} : { period_s: round(period, 6) }),
    ...(hop === undefined
      ? {}
      : {
          hop: {
            channels_hz: hop.channels.map((channel) => round(channel.centerHz, 1)),
            dwell_s: round(hop.dwell, 6),
            interval_s: round(hop.interval, 6)
          }
        }),
    level_dbfs: round(level, 2),
    ...(emitter.class === undefined ? {} : { class: emitter.class })
  };
}

function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
