import { VirtualClock } from '#lib/base/virtualClock.ts';
import type { GpsHost } from '#lib/state/gpsHost.ts';
import type { ByteChunk, ByteLink } from '#lib/time/byteLink.ts';
import type { RatedPort } from '#lib/time/findSerialRate.ts';

/** A serial port on which a test is the receiver. */
export interface ScriptedPort extends RatedPort {
  /** Rates at which it was opened, in order. */
  readonly opened: readonly number[];
  readonly isOpen: boolean;
  /** What comes in, if it is open at the receiver's rate. */
  say(text: string): void;
  /** Ends what is open, as a pulled plug does. */
  hangUp(): void;
  /** Why it cannot be opened now. */
  refusal: Error | null;
}

/** A host whose ports, chooser and clock a test plays. */
export interface ScriptedGpsHost extends GpsHost {
  readonly clock: VirtualClock;
  /** Allowed without asking. */
  allowed: ScriptedPort[];
  /** What the person picks in the chooser; null: nothing. */
  picks: ScriptedPort | Error | null;
  kept: { off: boolean; rate: number | null };
  plugged(): void;
}

export function createScriptedPort(name: string, rate: number, clock: VirtualClock): ScriptedPort {
  const opened: number[] = [];
  let link: { give(chunk: ByteChunk | null): void; readonly rate: number } | null = null;
  return {
    name,
    refusal: null,
    opened,
    get isOpen() {
      return link !== null;
    },
    open(at) {
      if (this.refusal !== null) return Promise.reject(this.refusal);
      opened.push(at);
      const made = linkOf(() => (link = null));
      link = { give: made.give, rate: at };
      return Promise.resolve(made.link);
    },
    say(text) {
      const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
      if (link?.rate === rate) link.give({ bytes, received: clock.now() });
    },
    hangUp() {
      link?.give(null);
    }
  };
}

function linkOf(onClose: () => void): { link: ByteLink; give: (chunk: ByteChunk | null) => void } {
  const queue: (ByteChunk | null)[] = [];
  let waiting: ((chunk: ByteChunk | null) => void) | null = null;
  const give = (chunk: ByteChunk | null) => {
    if (waiting === null) queue.push(chunk);
    else waiting(chunk);
    waiting = null;
  };
  const link: ByteLink = {
    read() {
      const next = queue.shift();
      return next === undefined ? new Promise((resolve) => (waiting = resolve)) : Promise.resolve(next);
    },
    write: () => Promise.resolve(),
    close() {
      onClose();
      give(null);
      return Promise.resolve();
    }
  };
  return { link, give };
}

export function createScriptedGpsHost(): ScriptedGpsHost {
  let plugged: () => void = () => undefined;
  return {
    clock: new VirtualClock(1_774_267_200),
    allowed: [],
    picks: null,
    kept: { off: false, rate: null },
    ports() {
      return Promise.resolve(this.allowed);
    },
    choose() {
      const { picks } = this;
      if (picks instanceof Error) return Promise.reject(picks);
      if (picks !== null) this.allowed.push(picks);
      return Promise.resolve(picks);
    },
    onChange: (listener) => (plugged = listener),
    recall() {
      return this.kept;
    },
    remember(kept) {
      this.kept = kept;
    },
    plugged: () => plugged()
  };
}
