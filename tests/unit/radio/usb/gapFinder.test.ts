import { describe, expect, it } from 'vitest';
import { GapFinder } from '#lib/radio/usb/gapFinder.ts';
import type { Submission } from '#lib/radio/usb/submission.ts';

const duration = 0.01;
const queued = 35;

/** 35 transfers were queued at 0 and came one every 10 ms until `until`; each that came was followed by another at once. */
function running(until: number): { finder: GapFinder; taken: number } {
  const finder = new GapFinder();
  let taken = 0;
  for (; (taken + 1) * duration <= until + 1e-9; taken++) {
    const from = taken < queued ? 0 : (taken - queued + 1) * duration;
    const behind = Math.max(0, taken - queued + 1);
    expect(finder.judge(submission(from, from, behind), (taken + 1) * duration, duration, taken * duration, 0)).toBe(
      null
    );
  }
  return { finder, taken };
}

function submission(from: number, to: number, taken: number, more: Partial<Submission> = {}): Submission {
  return { from, to, taken, restarted: false, failed: 0, ...more };
}

/** Hands over everything that was queued at 1 s: the one at `place` at `at(place)`. */
function drain(finder: GapFinder, taken: number, at: (place: number) => number): number {
  for (let place = 1; place < queued; place++) {
    const from = 1 + (place - queued) * duration;
    const behind = taken + place - queued;
    expect(finder.judge(submission(from, from, behind), at(place), duration, 1 + (place - 1) * duration, 0)).toBe(null);
  }
  return taken + queued - 1;
}

describe('GapFinder', () => {
  it('finds the gap behind everything that was queued when its reader was stopped', () => {
    const { finder, taken } = running(1);
    // Stopped from 1.001 to 2: one is handled, the next is queued, and the rest comes over a tenth of a second of other work.
    const last = drain(finder, taken, (place) => 2 + place * 0.003);
    const end = 1 + (queued - 1) * duration;
    const gap = finder.judge(submission(2, 2, taken), 2.11, duration, end, 0);
    expect(gap).toEqual({ kind: 'lost', length: 2 - end });
    expect(finder.judge(submission(2.003, 2.003, taken + 1), 2.12, duration, 2.02, 0)).toBe(null);
    expect(last).toBe(taken + queued - 1);
  });

  it('finds it when the reader is stopped again before it has handled the rest', () => {
    const { finder, taken } = running(1);
    drain(finder, taken, (place) => (place < 3 ? 2 : 4));
    const end = 1 + (queued - 1) * duration;
    expect(finder.judge(submission(2, 2, taken), 4.01, duration, end, 0)).toMatchObject({ kind: 'lost' });
  });

  it('takes a clock that was set for what it is when everything comes at its pace', () => {
    const { finder, taken } = running(1);
    drain(finder, taken, (place) => 6 + place * duration);
    const end = 1 + (queued - 1) * duration;
    expect(finder.judge(submission(6, 6, taken), 6.35, duration, end, 0)).toEqual({
      kind: 'clock set',
      length: 6 - end
    });
  });

  it('tells by its arrival whether a transfer went out before or after a stop in the middle of queuing it', () => {
    for (const [at, found] of [
      // It was out, and full, when the reader went on.
      [2.004, null],
      // It went out then.
      [2.011, { kind: 'lost', length: 1 - (queued - 1) * duration }]
    ] as const) {
      const { finder, taken } = running(1);
      drain(finder, taken, () => 2.001);
      const end = 1 + (queued - 1) * duration;
      const gap = finder.judge(submission(1.0001, 2, taken), at, duration, end, 0);
      if (found === null) expect(gap).toBe(null);
      else expect(gap).toEqual({ kind: 'lost', length: expect.closeTo(found.length, 9) as number });
    }
  });

  it('suspects a gap where transfers failed, and where the endpoint was restarted', () => {
    const { finder, taken } = running(1);
    expect(finder.judge(submission(0.7, 0.7, taken - queued, { failed: 1 }), 1.02, duration, 1, 0.01)).toEqual({
      kind: 'lost',
      length: 0.01
    });
    expect(finder.judge(submission(0.7, 0.7, taken, { restarted: true }), 1.03, duration, 1.02, 0)).toEqual({
      kind: 'lost',
      length: Infinity
    });
  });
});
