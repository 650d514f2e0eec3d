import { readdirSync, readFileSync } from 'node:fs';
import { openRadio } from '#cli/radios/openRadio.ts';
import { hz, sampleRate } from '#lib/base/units.ts';
import { hostClock } from '#lib/platform/web/hostClock.ts';
import type { SampleBlock } from '#lib/radio/radio.ts';

/** What a reading process is to do. */
export interface UsbRun {
  readonly spec: string;
  readonly center: number;
  readonly rate: number;
  readonly seconds: number;
  /** Times (ms after it began to read) at which its thread is blocked, or its sink hangs, and for how long. */
  readonly blocks?: readonly { at: number; ms: number }[];
  readonly hangs?: readonly { at: number; ms: number }[];
}

export interface UsbRunResult {
  readonly delivered: number;
  readonly dropped: number;
  /** s on the wall while it was measured: all but the first second. */
  readonly seconds: number;
  /** CPU seconds in that time, of the whole process and by thread. */
  readonly cpu: number;
  readonly threads: Readonly<Record<string, number>>;
  /** Largest difference between a block's index and the place that its own bytes name, samples; null where they name none. */
  readonly misplaced: number | null;
  /** Blocks whose first byte is not what the counter of the test mode is at their index; null without test mode. */
  readonly unfit: number | null;
}

/** A file whose bytes tell where they are: every eight bytes hold their own number and a check of it, so a place can be read anywhere. */
export function placeFile(bytes: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(bytes));
  for (let at = 0; at < bytes; at += 8) {
    view.setUint32(at, at / 8);
    view.setUint32(at + 4, checkOf(at / 8));
  }
  return new Uint8Array(view.buffer);
}

/** Another number that belongs to this one (Knuth's multiplicative hash): by chance the two do not stand side by side. */
function checkOf(number: number): number {
  return Math.imul(number, 0x9e3779b1) >>> 0;
}

/** Byte offset in such a file; null for other bytes. */
function placeOf(data: Uint8Array): number | null {
  const view = new DataView(data.buffer, data.byteOffset, Math.min(24, data.length));
  for (let shift = 0; shift < 8 && shift + 8 <= view.byteLength; shift++) {
    const number = view.getUint32(shift);
    if (view.getUint32(shift + 4) === checkOf(number)) return number * 8 - shift;
  }
  return null;
}

async function read(run: UsbRun): Promise<UsbRunResult> {
  const stop = new AbortController();
  const radio = await openRadio(run.spec, { clock: hostClock, signal: stop.signal, notice: () => undefined });
  await radio.configure({ center: hz(run.center), rate: sampleRate(run.rate) });
  const hangs = [...(run.hangs ?? [])];
  let began: number | null = null;
  const taken: Snapshot[] = [];
  let misplaced: number | null = null;
  let offset: number | null = null;
  const counting = run.spec.includes('test-mode=on');
  let unfit = 0;
  let zero: number | null = null;
  const sink = (block: SampleBlock): void | Promise<void> => {
    const now = performance.now();
    if (began === null) {
      began = now;
      process.stdout.write('reading\n');
      for (const { at, ms } of run.blocks ?? [])
        setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms), at);
      setTimeout(() => taken.push(snapshot()), 1000);
      setTimeout(() => {
        taken.push(snapshot());
        stop.abort();
      }, run.seconds * 1000);
    }
    const count = (block.data[0] - 2 * block.sampleIndex) & 255;
    zero ??= count;
    if (count !== zero) unfit += 1;
    const place = counting ? null : placeOf(block.data);
    if (place !== null) {
      offset ??= place - 2 * block.sampleIndex;
      // The file comes round again: only the place within it is told.
      const error = (place - offset - 2 * block.sampleIndex) % fileBytes;
      const near = Math.min(Math.abs(error), fileBytes - Math.abs(error));
      misplaced = Math.max(misplaced ?? 0, near / 2);
    }
    const hang = hangs.at(0);
    if (hang === undefined || now - began < hang.at) return;
    hangs.shift();
    return new Promise((resolve) => setTimeout(resolve, hang.ms));
  };
  const { delivered, dropped } = await radio.stream(sink, stop.signal);
  await radio.close();
  return { delivered, dropped, ...between(taken[0], taken[1]), misplaced, unfit: counting ? unfit : null };
}

/** Size of the files that `placeFile` is used for. */
export const fileBytes = 1 << 25;

interface Snapshot {
  readonly at: number;
  readonly cpu: number;
  readonly threads: ReadonlyMap<string, { name: string; cpu: number }>;
}

function snapshot(): Snapshot {
  const { user, system } = process.cpuUsage();
  const threads = new Map(
    readdirSync('/proc/self/task').map((id) => {
      const text = readFileSync(`/proc/self/task/${id}/stat`, 'utf8');
      const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      // Ticks of user and system time, 100 a second on every Linux that Node runs on.
      return [id, { name, cpu: (Number(fields[11]) + Number(fields[12])) / 100 }] as const;
    })
  );
  return { at: performance.now(), cpu: (user + system) / 1e6, threads };
}

function between(before: Snapshot, after: Snapshot): Pick<UsbRunResult, 'seconds' | 'cpu' | 'threads'> {
  const threads: Record<string, number> = {};
  for (const [id, { name, cpu }] of after.threads)
    threads[name] = (threads[name] ?? 0) + cpu - (before.threads.get(id)?.cpu ?? 0);
  return { seconds: (after.at - before.at) / 1000, cpu: after.cpu - before.cpu, threads };
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await read(JSON.parse(process.argv[2]) as UsbRun))}\n`);
