import { mergeWants, type SourceWant } from './radioRequest.ts';

/**
 * Wishes for a radio on their way to it, and what came of them. A slider makes many wishes: while one is being granted, those that follow become
 * one. What could not be granted is kept by its control, in words, until another wish of that control succeeds.
 */
export class RadioControls {
  readonly #send: (want: SourceWant) => Promise<void>;
  #errors = $state.raw<Readonly<Record<string, string>>>({});
  #waiting: SourceWant | null = null;
  #sending: Promise<void> | null = null;

  /** @param send asks the radio, and keeps what it did */
  constructor(send: (want: SourceWant) => Promise<void>) {
    this.#send = send;
  }

  /** Why the latest wish of a control was not granted; null when it was. @param name `rate`, `gain`, `ppm`, or the key of a setting with `set.` before it */
  error(name: string): string | null {
    return this.#errors[name] ?? null;
  }

  /** Resolves when this wish, alone or with others, has been answered. Never throws: see `error`. */
  async set(want: SourceWant): Promise<void> {
    this.#waiting = mergeWants(this.#waiting ?? {}, want);
    this.#sending ??= this.#run().finally(() => (this.#sending = null));
    await this.#sending;
  }

  /** Another source: what was wrong belonged to the one before. */
  forget(): void {
    this.#errors = {};
    this.#waiting = null;
  }

  async #run(): Promise<void> {
    while (this.#waiting !== null) {
      const want = this.#waiting;
      this.#waiting = null;
      let error: string | null = null;
      try {
        await this.#send(want);
      } catch (reason) {
        error = reason instanceof Error ? reason.message : String(reason);
      }
      const told = namesOf(want);
      const others = Object.entries(this.#errors).filter(([name]) => !told.includes(name));
      const now = error === null ? [] : told.map((name): [string, string] => [name, error]);
      this.#errors = Object.fromEntries([...others, ...now]);
    }
  }
}

function namesOf({ settings = {}, ...plain }: SourceWant): string[] {
  return [...Object.keys(plain), ...Object.keys(settings).map((key) => `set.${key}`)];
}
