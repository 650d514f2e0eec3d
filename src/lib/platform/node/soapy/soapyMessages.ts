import type { ErrorCode } from '#lib/base/errorText.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { RadioState, RadioWant } from '#lib/radio/radio.ts';
import type { SoapyOpened, SoapySensor } from '#lib/radio/soapy/soapyLink.ts';
import type { SoapySpec } from '#lib/radio/soapy/soapySpec.ts';

/** The calls from the main thread to the one that holds a device. */
export interface SoapyCalls {
  open(spec: SoapySpec): SoapyOpened;
  configure(want: RadioWant): RadioState;
  run(ring: SharedArrayBuffer): Promise<'stopped' | 'ended'>;
  stop(): void;
  sensors(): SoapySensor[];
  close(): Promise<void>;
}

/** A call on its way, and its answer. */
export interface SoapyRequest {
  readonly id: number;
  readonly call: keyof SoapyCalls;
  readonly args: readonly unknown[];
}
export type SoapyReply = { readonly id: number } & ({ readonly ok: unknown } | { readonly failed: SoapyFailure });

/** An error as a value: an Error loses its code on the way. */
export interface SoapyFailure {
  readonly code: ErrorCode | null;
  readonly facts: Record<string, string | number>;
  readonly message: string;
}

export function toFailure(error: unknown): SoapyFailure {
  if (error instanceof WavepoolError) return { code: error.code, facts: { ...error.facts }, message: error.message };
  return { code: null, facts: {}, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

export function fromFailure({ code, facts, message }: SoapyFailure): Error {
  return code === null ? new Error(message) : new WavepoolError(code, facts);
}
