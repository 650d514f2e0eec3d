import type { RadioInfo, RadioState } from '#lib/radio/radio.ts';
import type { SourceWant, SweepSpan, UsbProduct, UsbRadioId } from '#lib/state/radioRequest.ts';
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
  /** What a person should know: of the source, and of wishes that were not granted. */
  readonly notices: readonly string[];
  /** Which USB radio it is; null for everything else. */
  readonly device: UsbRadioId | null;
  /** What it can be made to sweep; null: it cannot sweep. */
  readonly reach: SweepSpan | null;
  /** The ring that samples are written to, for the worker that makes spectra of them. */
  readonly ring: SharedArrayBuffer;
}

/** What a radio does once it has been told. */
export interface ConfiguredRadio {
  readonly info: RadioInfo;
  readonly state: RadioState;
  /** Another rate is another stream: the ring that it is written to from here on. Null: the same as before. */
  readonly ring: SharedArrayBuffer | null;
}

/**
 * Something happened to a source: its stream broke off for good, its radio was unplugged, or is back and goes on. `source` is the number that it
 * was opened with: a late word of one that is gone is told apart.
 */
export type RadioEvent = { readonly source: number } & (
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | { readonly kind: 'unplugged'; readonly code: string; readonly message: string }
  | {
      readonly kind: 'resumed';
      readonly info: RadioInfo;
      readonly state: RadioState;
      /** Why it could not be set as before; null when it could. */
      readonly notice: string | null;
    }
);

/** Why something could not be opened; travels as a value because an Error loses its code on the way. */
export type Outcome<T> = { readonly ok: T } | { readonly failed: { readonly code: string; readonly message: string } };

/** The calls between the page and the worker that owns the radio (src/workers/radio.worker.ts). */
export interface RadioWorker {
  /** Told once, for as long as the worker lives. */
  onEvent(listener: (event: RadioEvent) => void): void;
  /** Products that the drivers in this worker know. */
  usbIds(): readonly UsbProduct[];
  open(request: SourceRequest, source: number): Promise<Outcome<OpenedRadio>>;
  /** Begins to write samples; returns at once. */
  start(): Promise<void>;
  configure(want: SourceWant): Promise<Outcome<ConfiguredRadio>>;
  /** Ends the stream; `start` goes on where it stopped (a recording) or with what is on the air now (a radio). */
  stop(): Promise<void>;
  /** @returns false when the source has ended meanwhile: then it has to be opened again */
  seek(sample: number): Promise<boolean>;
  close(): Promise<void>;
}
