import type { RadioInfo, RadioState } from '#lib/radio/radio.ts';
import type { SourceRequest } from '#lib/state/receiverEngine.ts';

/** What the worker that holds the radio answers when it has opened one. */
export interface OpenedRadio {
  readonly title: string;
  readonly info: RadioInfo;
  readonly state: RadioState;
  /** Hz; null when a recording does not say. */
  readonly center: number | null;
  /** Seconds since 1970 of sample 0; null when nobody knows. */
  readonly startTime: number | null;
  /** The ring that samples are written to, for the worker that makes spectra of them. */
  readonly ring: SharedArrayBuffer;
}

/** The stream of a source broke off. `source` is the number that it was opened with: a late word of one that is gone is told apart. */
export interface RadioFailure {
  readonly source: number;
  readonly code: string;
  readonly message: string;
}

/** Why something could not be opened; travels as a value because an Error loses its code on the way. */
export type Outcome<T> = { readonly ok: T } | { readonly failed: { readonly code: string; readonly message: string } };

/** The calls between the page and the worker that owns the radio (src/workers/radio.worker.ts). */
export interface RadioWorker {
  /** Told once, for as long as the worker lives. */
  onFailure(listener: (failure: RadioFailure) => void): void;
  open(request: SourceRequest, source: number): Promise<Outcome<OpenedRadio>>;
  /** Begins to write samples; returns at once. */
  start(): Promise<void>;
  tune(want: { center: number }): Promise<Outcome<RadioState>>;
  /** Ends the stream; `start` goes on where it stopped (a recording) or with what is on the air now (a radio). */
  stop(): Promise<void>;
  /** @returns false when the source has ended meanwhile: then it has to be opened again */
  seek(sample: number): Promise<boolean>;
  close(): Promise<void>;
}
