import type { Detection } from '../detection.ts';

/** A detection, and what its samples said about it, if anybody looked. */
export interface EmitterDetection extends Detection {
  readonly character?: {
    readonly class: string;
    /** 0 to 1. */
    readonly confidence: number;
    /** Band that it occupies, offsets from the centre, Hz: taken before the detector's, which may hold one tone of two. */
    readonly occupiedLowHz?: number;
    readonly occupiedHighHz?: number;
  };
}

/** One frequency of a hopping emitter. */
export interface HopChannel {
  /** Hz */
  readonly centerHz: number;
  readonly bursts: number;
}

/** Detections that belong together. Times are seconds of the radio's clock (sample / rate), frequencies Hz on the scale of the tracker's centre. */
export interface Emitter {
  /** Unique in one tracker and never used again; rises with the order in which emitters were first heard. */
  readonly id: number;
  /** From the start of its first detection to the end of its last. */
  readonly first: number;
  readonly last: number;
  /** Where it is now, slow drift followed; of a hopping one, the middle of its channels. */
  readonly centerHz: number;
  readonly lowHz: number;
  readonly highHz: number;
  /** Detections. */
  readonly bursts: number;
  /** Share of the time from first to last in which it was on. */
  readonly duty: number;
  /** Seconds from one transmission to the next, where they come regularly. */
  readonly period?: number;
  /** Channels in order of frequency; how long it stays on one, and from one start to the next, seconds. */
  readonly hop?: { readonly channels: readonly HopChannel[]; readonly dwell: number; readonly interval: number };
  /** Strongest bin while it is on, dBFS. */
  readonly level: number;
  /** What most of its detections were taken for, weighted with confidence; "unknown" if all were; absent if nobody looked. */
  readonly class?: string;
  /** True while one of its detections is open. */
  readonly on: boolean;
}

/** What a batch of detections changed. */
export interface EmitterUpdate {
  /** New ones, and those that were heard again. */
  readonly changed: readonly Emitter[];
  /** Emitters that turned out to be one: `id` goes on as `into`. */
  readonly merged: readonly { readonly id: number; readonly into: number }[];
  /** No longer remembered, as they stood. */
  readonly forgotten: readonly Emitter[];
}
