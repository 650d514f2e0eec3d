import { errorText, type ErrorCode } from './errorText.ts';

/** An error that a person can act on: a stable code, the facts, and through the catalogue a sentence that says what to do. */
export class WavepoolError extends Error {
  readonly code: ErrorCode;
  readonly facts: Readonly<Record<string, string | number>>;

  constructor(code: ErrorCode, facts: Record<string, string | number> = {}, cause?: unknown) {
    super(errorText(code, facts), cause === undefined ? undefined : { cause });
    this.name = 'WavepoolError';
    this.code = code;
    this.facts = facts;
  }
}
