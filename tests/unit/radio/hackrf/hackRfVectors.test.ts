import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hz, sampleRate } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { HackRfBoard } from '#lib/radio/hackrf/hackRfBoard.ts';
import { hackRfSweepPlan } from '#lib/radio/hackrf/hackRfSweepPlan.ts';
import type { RadioWant } from '#lib/radio/radio.ts';
import { recordingHackRf, type Request } from './recordingHackRf.ts';

// What the real tools send, recorded (record.py says how), against what the driver sends for the same wish.

interface Tool {
  readonly tool: string;
  readonly requests: readonly Request[];
}
interface Call {
  readonly value: number;
  readonly requests: readonly Request[];
}
interface Vectors {
  readonly info: readonly Request[];
  readonly transfer: readonly Tool[];
  readonly sweep: readonly Tool[];
  readonly rates: readonly Call[];
  readonly centers: readonly Call[];
}
const vectors = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../vectors/hackrf/requests.json'), 'utf8')
) as Vectors;

/** What is in force after these requests: the last one of each kind. */
function inForce(requests: readonly Request[], kinds: readonly number[]): ReadonlyMap<number, Request> {
  return new Map(requests.filter(([, code]) => kinds.includes(code)).map((request) => [request[1], request]));
}

/** Options of a tool: -f 100 -l 16. */
function options(tool: string): ReadonlyMap<string, number> {
  return new Map([...tool.matchAll(/-(\w) (-?[\d.]+)/g)].map(([, key, value]) => [key, Number(value)]));
}

function want(tool: string): RadioWant {
  const given = options(tool);
  const number = (key: string, otherwise: number) => given.get(key) ?? otherwise;
  return {
    center: hz(number('f', 0)),
    rate: sampleRate(number('s', 10e6)),
    ppm: number('C', 0),
    settings: {
      lna: number('l', 0),
      vga: number('g', 0),
      amp: number('a', 0) === 1,
      'bias-tee': number('p', 0) === 1,
      bandwidth: number('b', 0)
    }
  };
}

async function board() {
  const recorder = recordingHackRf();
  return { ...recorder, board: await HackRfBoard.open(recorder.device, new VirtualClock()) };
}

const word = (request: Request, at: number) =>
  new DataView(Uint8Array.from(Buffer.from(request[4], 'hex')).buffer).getUint32(at, true);
const frequency = (request: Request) => word(request, 0) * 1e6 + word(request, 4);
const rate = (request: Request) => word(request, 0) / word(request, 4);

describe('requests of the real HackRF tools', () => {
  it('asks what hackrf_info asks', async () => {
    const { requests } = await board();
    for (const [direction, code, value, index] of vectors.info.slice(0, 3))
      expect(requests.map((request) => request.slice(0, 4))).toContainEqual([direction, code, value, index]);
  });

  it.each(vectors.transfer.filter(({ tool }) => !tool.includes('-C')))('$tool', async ({ tool, requests }) => {
    const { board: opened, requests: sent } = await board();
    await opened.frontEnd.configure(want(tool));
    const kinds = [6, 7, 16, 19, 20];
    const optional = [17, 23].filter((code) => requests.some((request) => request[1] === code));
    const theirs = inForce(requests, [...kinds, ...optional, 29]);
    expect(theirs.size).toBe(kinds.length + optional.length + 1);
    expect(new Map([...inForce(sent, [...kinds, ...optional, 29])].sort())).toEqual(new Map([...theirs].sort()));
  });

  it.each(vectors.transfer.filter(({ tool }) => tool.includes('-C')))('$tool, to first order', async (vector) => {
    const { board: opened, requests: sent } = await board();
    await opened.frontEnd.configure(want(vector.tool));
    const [ours, theirs] = [sent, vector.requests].map((requests) => inForce(requests, [6, 16]));
    // The tools multiply by 1 - ppm; dividing by 1 + ppm, which is exact, differs by the square, and by how it is rounded.
    const square = (options(vector.tool).get('C')! * 1e-6) ** 2;
    for (const [code, read] of [
      [16, frequency],
      [6, rate]
    ] as const) {
      const [own, real] = [read(ours.get(code)!), read(theirs.get(code)!)];
      expect(Math.abs(own - real)).toBeLessThanOrEqual(1.5 + square * real);
    }
  });

  it.each(vectors.rates)('rate $value', async ({ value, requests }) => {
    const { board: opened, requests: sent } = await board();
    // Another one before, or a rate that is in force already would not be sent.
    await opened.frontEnd.configure({ rate: sampleRate(19.9e6), settings: { bandwidth: 28e6 } });
    sent.length = 0;
    await opened.frontEnd.configure({ rate: sampleRate(value), settings: { bandwidth: 0 } });
    expect(sent).toEqual(requests);
  });

  it.each(vectors.centers)('centre $value', async ({ value, requests }) => {
    const { board: opened, requests: sent } = await board();
    sent.length = 0;
    await opened.frontEnd.configure({ center: hz(value) });
    expect(sent).toEqual(requests);
  });

  it.each(vectors.sweep.filter(({ tool }) => tool.split('-f').length === 2))('$tool', ({ tool, requests }) => {
    const [, low, high] = /-f (\d+):(\d+)/.exec(tool)!;
    const init = requests.find(([, code]) => code === 26)!;
    const { request } = hackRfSweepPlan({ min: Number(low) * 1e6, max: Number(high) * 1e6 }, 0);
    expect(['out', 26, 16384, 0, Buffer.from(request).toString('hex')]).toEqual(init);
  });
});
