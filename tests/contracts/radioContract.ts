import { describe, expect, it } from 'vitest';
import { isSampleFormat, sampleFormats } from '#lib/base/sampleFormat.ts';
import type { VirtualClock } from '#lib/base/virtualClock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { RadioSetting, SettingValue } from '#lib/radio/radioSetting.ts';
import type { Radio, RadioState, RadioWant, SampleBlock, SampleSink, StreamEnd } from '#lib/radio/radio.ts';

/** A freshly opened radio and what the suite has to know to drive it. */
export interface RadioSubject {
  readonly radio: Radio;
  /** The clock that paces the radio; null exactly when the radio is unpaced. */
  readonly clock: VirtualClock | null;
  /** Settings other than the present ones that the radio takes as they are, for retuning while it streams; null where nothing can be retuned. */
  readonly retune: RadioWant | null;
  /** Paced only: a sink that hangs for this long (s of the clock) overflows the radio's queue. The source must hold a second more than twice this. */
  readonly stallSeconds: number;
}

interface Seen extends Omit<SampleBlock, 'data'> {
  readonly count: number;
}

/**
 * The acceptance suite of `Radio`. `make` opens a new radio for every test; the source behind it must hold at least 24 blocks. Run it
 * twice for a driver that can be paced or not.
 */
export function radioContract(name: string, make: () => Promise<RadioSubject>): void {
  describe(`Radio: ${name}`, () => {
    it('says what it is, within its own ranges', async () => {
      const { radio, clock } = await make();
      const { info, state } = radio;
      expect(info.driver).not.toBe('');
      expect(info.model).not.toBe('');
      expect(isSampleFormat(info.format)).toBe(true);
      for (const range of [...info.centers, ...info.rates, ...info.gains]) {
        expect(Number.isFinite(range.min) && Number.isFinite(range.max)).toBe(true);
        expect(range.min).toBeLessThanOrEqual(range.max);
      }
      expect(info.rates.length).toBeGreaterThan(0);
      expect(within(info.rates, state.rate)).toBe(true);
      if (info.centers.length > 0) expect(within(info.centers, state.center)).toBe(true);
      if (state.gain !== 'auto' && info.gains.length > 0) expect(within(info.gains, state.gain)).toBe(true);
      if (info.samples !== null) expect(Number.isSafeInteger(info.samples) && info.samples >= 0).toBe(true);
      expect(info.paced).toBe(clock !== null);
      expect(Object.keys(state.settings).sort()).toEqual(info.settings.map(({ key }) => key).sort());
      await radio.close();
    });

    it('configure answers with the settings in force', async () => {
      const { radio, retune } = await make();
      const before = { ...radio.state };
      expect(await radio.configure({})).toEqual(before);
      const { rates, centers, gains } = radio.info;
      for (const rate of ends(rates)) await takes(radio, { rate: rate as RadioState['rate'] });
      for (const center of ends(centers)) await takes(radio, { center: center as RadioState['center'] });
      for (const gain of ends(gains)) await takes(radio, { gain });
      if (retune !== null) {
        const after = await takes(radio, retune);
        if (retune.center !== undefined) expect(after.center).toBe(retune.center);
        if (retune.rate !== undefined) expect(after.rate).toBe(retune.rate);
      }
      await radio.close();
    });

    it('configure rejects what is out of range and changes nothing', async () => {
      const { radio, retune } = await make();
      const before = { ...radio.state };
      const { rates, centers, gains } = radio.info;
      const top = (ranges: typeof rates) => Math.max(...ranges.map((range) => range.max));
      const bad: RadioWant[] = [
        ...[top(rates) * 2, 0, -1, NaN, Infinity].map((rate) => ({ rate: rate as RadioState['rate'] })),
        ...(centers.length === 0 ? [] : [top(centers) + 1e9, -1e9, NaN, Infinity]).map((center) => ({
          center: center as RadioState['center']
        })),
        ...(gains.length === 0 ? [] : [top(gains) + 100, NaN].map((gain) => ({ gain }))),
        { ppm: NaN }
      ];
      // A good value beside a bad one must not be taken either.
      if (retune !== null) bad.push({ ...retune, rate: NaN as RadioState['rate'] });
      for (const want of bad) {
        const error = await radio.configure(want).then(
          () => null,
          (thrown: unknown) => thrown
        );
        expect(code(error), JSON.stringify(want)).toBe('radio.range');
        expect(radio.state).toEqual(before);
      }
      await radio.close();
    });

    it('sets what it says can be set, and refuses the rest', async () => {
      const { radio } = await make();
      const refusal = async (settings: Record<string, SettingValue>) =>
        code(await radio.configure({ settings }).catch((error: unknown) => error));
      const before = { ...radio.state };
      expect(await refusal({ 'no-such-setting': true })).toBe('radio.bad-setting');
      for (const setting of radio.info.settings) {
        expect(await refusal({ [setting.key]: NaN })).toBe('radio.bad-setting');
        expect(radio.state).toEqual(before);
      }
      for (const setting of radio.info.settings) {
        for (const value of someOf(setting)) {
          const after = await takes(radio, { settings: { [setting.key]: value } });
          if (setting.kind !== 'number') expect(after.settings[setting.key]).toBe(value);
        }
        await takes(radio, { settings: { [setting.key]: before.settings[setting.key] } });
      }
      await radio.close();
    });

    it('delivers whole samples in order, with exact indices and times', async () => {
      const subject = await make();
      const { seen, end } = await collect(subject, 20);
      expect(end.reason).toBe('aborted');
      expect(seen.length).toBe(20);
      expectConsistent(seen, subject.radio);
      expect(sum(seen, 'droppedBefore')).toBe(0);
      expect(end).toEqual({ reason: 'aborted', delivered: sum(seen, 'count'), dropped: 0 });
      await subject.radio.close();
    });

    it('leaves a block alone until the sink has done with it', async () => {
      const subject = await make();
      const changed: boolean[] = [];
      await collect(subject, 4, async (block) => {
        const copy = block.data.slice();
        await turn();
        await turn();
        changed.push(block.data.length !== copy.length || !block.data.every((byte, at) => byte === copy[at]));
      });
      expect(changed).toEqual([false, false, false, false]);
      await subject.radio.close();
    });

    it('retunes while streaming, between blocks', async ({ skip }) => {
      const subject = await make();
      const { radio, retune } = subject;
      if (retune === null) return skip('nothing can be retuned');
      const { seen } = await collect(subject, 24, async (_block, at) => {
        if (at === 5) await radio.configure(retune);
      });
      const { center, rate } = radio.state;
      const tunings = new Set(seen.map((block) => `${block.center} ${block.rate}`));
      expect(tunings.size).toBe(2);
      expect(seen.at(-1)).toMatchObject({ center, rate });
      expectConsistent(seen, radio);
      await radio.close();
    });

    it('ends at once when aborted before it began', async () => {
      const { radio } = await make();
      const stop = new AbortController();
      stop.abort();
      let calls = 0;
      const end = await radio.stream(() => {
        calls += 1;
      }, stop.signal);
      expect(end).toEqual({ reason: 'aborted', delivered: 0, dropped: 0 });
      expect(calls).toBe(0);
      await radio.close();
    });

    it('hears an abort from outside, whatever the sink does', async () => {
      const subject = await make();
      const { radio, clock } = subject;
      const stop = new AbortController();
      const seen: Seen[] = [];
      let ended = false;
      const stream = radio.stream((block) => void seen.push(note(block)), stop.signal).finally(() => (ended = true));
      if (clock !== null) for (let i = 0; i < 40 && seen.length < 3; i++) await step(clock, 0.01);
      // An unpaced radio with a sink that never waits must still let timers run, or nobody could ever stop it.
      await new Promise((resolve) => setTimeout(resolve, 1));
      const before = { samples: sum(seen, 'count'), ended };
      stop.abort();
      const end = await drive(subject, stream);
      if (before.ended) expect(end.reason).toBe('end');
      else expect(end.reason).toBe('aborted');
      expect(end.delivered).toBe(sum(seen, 'count'));
      expect(end.delivered).toBeGreaterThanOrEqual(before.samples);
      const after = seen.length;
      if (clock !== null) await step(clock, 0.5);
      await turn();
      expect(seen.length).toBe(after);
      await radio.close();
    });

    it('refuses a second stream while one runs, and streams again afterwards', async () => {
      const subject = await make();
      const { radio } = subject;
      let refused: unknown = null;
      const { end } = await collect(subject, 4, async (_block, at) => {
        if (at !== 1) return;
        refused = await radio.stream(() => undefined, new AbortController().signal).catch((error: unknown) => error);
      });
      expect(code(refused)).toBe('radio.busy');
      expect(end.reason).toBe('aborted');
      const again = await collect(subject, 4);
      expect(again.seen.length).toBe(4);
      expectConsistent(again.seen, radio);
      await radio.close();
    });

    it('ends with the error of the sink, thrown or rejected', async () => {
      const subject = await make();
      const thrown = new Error('thrown by the sink');
      for (const fail of [
        () => {
          throw thrown;
        },
        () => Promise.reject(thrown)
      ]) {
        let calls = 0;
        const failing: SampleSink = () => (++calls === 2 ? fail() : undefined);
        const outcome = drive(subject, subject.radio.stream(failing, new AbortController().signal));
        await expect(outcome).rejects.toBe(thrown);
        expect(calls).toBe(2);
      }
      expect((await collect(subject, 2)).seen.length).toBe(2);
      await subject.radio.close();
    });

    it('closes twice, ends what runs, and streams no more', async () => {
      const subject = await make();
      const { radio } = subject;
      const closing: Promise<void>[] = [];
      const seen: Seen[] = [];
      const end = await drive(
        subject,
        radio.stream((block) => {
          seen.push(note(block));
          if (seen.length === 3) closing.push(radio.close());
        }, new AbortController().signal)
      );
      expect(end).toMatchObject({ reason: 'aborted', delivered: sum(seen, 'count') });
      expect(seen.length).toBe(3);
      await Promise.all(closing);
      await radio.close();
      const late = await radio.stream(() => undefined, new AbortController().signal).catch((error: unknown) => error);
      expect(code(late)).toBe('radio.closed');
    });

    it('never drops when unpaced, however slow the sink', async ({ skip }) => {
      const subject = await make();
      if (subject.clock !== null) return skip('paced');
      const { seen, end } = await collect(subject, 12, () => new Promise((resolve) => setTimeout(resolve, 3)));
      expect(seen.map((block) => block.droppedBefore)).toEqual(new Array(12).fill(0));
      expect(end.dropped).toBe(0);
      expectConsistent(seen, subject.radio);
      await subject.radio.close();
    });

    it('keeps to its clock when paced', async ({ skip }) => {
      const subject = await make();
      const { radio, clock } = subject;
      if (clock === null) return skip('unpaced');
      const stop = new AbortController();
      const seen: Seen[] = [];
      const stream = radio.stream((block) => void seen.push(note(block)), stop.signal);
      await turn();
      expect(seen.length).toBe(0);
      const duration = 0.4;
      for (let done = 0; done < duration - 1e-9; done += 0.002) await step(clock, 0.002);
      stop.abort();
      await drive(subject, stream);
      const largest = Math.max(...seen.map((block) => block.count));
      const due = duration * radio.state.rate;
      expect(sum(seen, 'count')).toBeLessThanOrEqual(due * 1.001);
      // A sweep pauses between its stops: less comes, but something does.
      const least = radio.info.sweep === undefined ? due * 0.999 - 2 * largest : 0;
      expect(sum(seen, 'count')).toBeGreaterThan(least);
      expect(sum(seen, 'droppedBefore')).toBe(0);
      await radio.close();
    });

    it('drops and counts when paced and the sink hangs', async ({ skip }) => {
      const subject = await make();
      const { radio, clock, stallSeconds } = subject;
      if (clock === null) return skip('unpaced');
      const stop = new AbortController();
      const seen: Seen[] = [];
      const hanging = Promise.withResolvers<undefined>();
      const stream = radio.stream((block) => {
        seen.push(note(block));
        return seen.length === 3 ? hanging.promise : undefined;
      }, stop.signal);
      while (seen.length < 3) await step(clock, 0.002);
      for (let done = 0; done < stallSeconds; done += 0.02) await step(clock, 0.02);
      expect(seen.length).toBe(3);
      hanging.resolve(undefined);
      const behind = () => sum(seen, 'droppedBefore') === 0;
      for (let steps = 0; steps < 1000 && (behind() || seen.length < 20); steps++) await step(clock, 0.002);
      stop.abort();
      const end = await drive(subject, stream);
      expectConsistent(seen, radio);
      const dropped = sum(seen, 'droppedBefore');
      expect(dropped).toBeGreaterThan(0);
      expect(end).toEqual({ reason: 'aborted', delivered: sum(seen, 'count'), dropped });
      const [first, last] = [seen[0], seen[seen.length - 1]];
      expect(last.sampleIndex + last.count - first.sampleIndex).toBe(end.delivered + end.dropped);
      await radio.close();
    });
  });
}

function note(block: SampleBlock): Seen {
  const { format, sampleIndex, time, droppedBefore, center, rate, data } = block;
  return { format, sampleIndex, time, droppedBefore, center, rate, count: data.length / sampleFormats[format].bytes };
}

/** Streams until the sink has had `blocks` blocks, then aborts from inside it. */
async function collect(
  subject: RadioSubject,
  blocks: number,
  also?: (block: SampleBlock, at: number) => void | Promise<void>
): Promise<{ seen: Seen[]; end: StreamEnd }> {
  const stop = new AbortController();
  const seen: Seen[] = [];
  const stream = subject.radio.stream((block) => {
    seen.push(note(block));
    const at = seen.length - 1;
    const wait = also?.(block, at);
    if (seen.length === blocks) {
      if (wait === undefined) stop.abort();
      else return wait.then(() => stop.abort());
    }
    return wait;
  }, stop.signal);
  return { seen, end: await drive(subject, stream) };
}

/** Moves a paced radio's clock until its stream is over. */
async function drive<T>(subject: RadioSubject, stream: Promise<T>): Promise<T> {
  if (subject.clock === null) return stream;
  const progress = { over: false };
  const settled = stream.finally(() => (progress.over = true));
  settled.catch(() => undefined);
  for (let steps = 0; !progress.over; steps++) {
    if (steps === 20_000) throw new Error('The stream did not end within 20 s of its clock');
    await step(subject.clock, 0.001);
  }
  return settled;
}

async function step(clock: VirtualClock, seconds: number): Promise<void> {
  await clock.advance(seconds);
  await turn();
}

/** Lets everything that is ready run: readers of files need more than microtasks. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Indices, times and counts of consecutive blocks fit together, across changes of the rate too. */
function expectConsistent(seen: readonly Seen[], radio: Radio): void {
  for (const [at, block] of seen.entries()) {
    expect(block.format).toBe(radio.info.format);
    expect(Number.isSafeInteger(block.count) && block.count > 0, `count ${block.count}`).toBe(true);
    expect(Number.isSafeInteger(block.sampleIndex) && block.sampleIndex >= 0).toBe(true);
    expect(Number.isSafeInteger(block.droppedBefore) && block.droppedBefore >= 0).toBe(true);
    if (at === 0) continue;
    const before = seen[at - 1];
    expect(block.sampleIndex).toBe(before.sampleIndex + before.count + block.droppedBefore);
    // Between the stops of a sweep time passes that no sample tells of, and a round later the same centre comes again.
    if (radio.info.sweep !== undefined && (block.center !== before.center || block.droppedBefore > 0)) {
      expect(block.time).toBeGreaterThanOrEqual(before.time);
      continue;
    }
    // Doubles hold seconds since 1970 to a quarter of a microsecond.
    if (block.rate === before.rate) {
      const elapsed = (block.sampleIndex - before.sampleIndex) / block.rate;
      expect(Math.abs(block.time - before.time - elapsed)).toBeLessThan(1e-6);
    } else {
      expect(block.time).toBeGreaterThan(before.time);
    }
  }
}

async function takes(radio: Radio, want: RadioWant): Promise<RadioState> {
  const after = await radio.configure(want);
  expect(after).toEqual(radio.state);
  return after;
}

function within(ranges: readonly { min: number; max: number }[], value: number): boolean {
  return ranges.some((range) => value >= range.min && value <= range.max);
}

/** What a person could set it to: every choice, the ends of every range. */
function someOf(setting: RadioSetting): readonly SettingValue[] {
  switch (setting.kind) {
    case 'switch':
      return [true, false];
    case 'choice':
      return setting.choices.map(({ value }) => value);
    case 'number':
      return ends(setting.ranges);
  }
}

function ends(ranges: readonly { min: number; max: number }[]): number[] {
  return ranges.flatMap((range) => [range.min, range.max]);
}

function sum(seen: readonly Seen[], key: 'count' | 'droppedBefore'): number {
  return seen.reduce((total, block) => total + block[key], 0);
}

function code(error: unknown): string {
  return error instanceof WavepoolError ? error.code : String(error);
}
