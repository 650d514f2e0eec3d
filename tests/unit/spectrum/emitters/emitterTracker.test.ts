import { describe, expect, it } from 'vitest';
import type { Emitter, EmitterDetection } from '#lib/spectrum/emitters/emitter.ts';
import { EmitterTracker, type EmitterLimits } from '#lib/spectrum/emitters/emitterTracker.ts';
import { binHz, every, randomNumbers, rate, scene, type Sender } from './emitterScene.ts';

/** Pushes detections in batches of so many seconds. */
function track(detections: readonly EmitterDetection[], batchSeconds = 1, limits: Partial<EmitterLimits> = {}) {
  const tracker = new EmitterTracker({ rate, binHz, limits });
  const created = new Map<number, Emitter>();
  const merged: { id: number; into: number }[] = [];
  const forgotten: Emitter[] = [];
  const until = Math.max(...detections.map(({ stopSample }) => stopSample));
  const step = batchSeconds * rate;
  let next = 0;
  for (let now = step; now < until + step; now += step) {
    const from = next;
    while (next < detections.length && detections[next].stopSample <= now) next++;
    const update = tracker.push(detections.slice(from, next), now);
    for (const emitter of update.changed) created.set(emitter.id, emitter);
    merged.push(...update.merged);
    forgotten.push(...update.forgotten);
  }
  return { emitters: tracker.emitters, created, merged, forgotten, tracker };
}

const sensor: Sender = { starts: every(45, 3, 6 * 3600, 0.4), length: 0.08, center: 120e3, width: 30e3, level: -30 };

/** A hopper on 16 channels: 10 ms on each, 11 ms from start to start, one hop in five not heard. */
function hopper(from: number, seconds: number, level = -35, seed = 5): Sender {
  const random = randomNumbers(seed);
  const starts = every(0.011, from, from + seconds).filter(() => random() > 0.2);
  const channels = starts.map(() => Math.floor(random() * 16));
  return { starts, length: 0.01, center: (i) => -600e3 + channels[i] * 50e3, width: 25e3, level };
}

describe('emitters', () => {
  it('takes a sensor that reports every 45 s for one emitter over six hours', () => {
    const { emitters, created, merged, forgotten } = track(scene([sensor]), 10);
    expect(emitters).toHaveLength(1);
    expect(created.size).toBe(1);
    expect([merged, forgotten]).toEqual([[], []]);
    const [found] = emitters;
    expect(found.bursts).toBe(sensor.starts.length);
    expect(found.period).toBeGreaterThan(44.8);
    expect(found.period).toBeLessThan(45.2);
    expect(found.duty).toBeCloseTo(0.08 / 45, 4);
    expect(Math.abs(found.centerHz - 120e3)).toBeLessThan(binHz / 2);
    expect(found.level).toBeCloseTo(-30, 0);
    expect(found.highHz - found.lowHz).toBeGreaterThan(20e3);
    expect(found.highHz - found.lowHz).toBeLessThan(45e3);
    expect(found.hop).toBeUndefined();
  });

  it('sees the period of transmissions that are repeated packets, and through those that were missed', () => {
    const random = randomNumbers(8);
    const starts = every(31, 2, 1800, 0.3)
      .filter(() => random() > 0.25)
      .flatMap((start) => [start, start + 0.1, start + 0.2]);
    const { emitters } = track(scene([{ ...sensor, starts, length: 0.05 }]), 5);
    expect(emitters).toHaveLength(1);
    expect(emitters[0].period).toBeGreaterThan(30.7);
    expect(emitters[0].period).toBeLessThan(31.3);
  });

  it('follows a sensor whose oscillator drifts by ten bins', () => {
    const drifting = { ...sensor, center: (i: number) => 120e3 + (10 * binHz * i) / sensor.starts.length };
    const { emitters } = track(scene([drifting]), 10);
    expect(emitters).toHaveLength(1);
    expect(Math.abs(emitters[0].centerHz - 120e3 - 10 * binHz)).toBeLessThan(binHz);
  });

  it('keeps a continuous signal one emitter over gaps, however long the pieces are', () => {
    const lengths = [40, 0.003, 2, 700, 0.2, 0.9, 31];
    const starts = [1, 42, 43, 46, 750, 751, 753];
    const { emitters } = track(scene([{ ...sensor, starts, length: (i) => lengths[i], width: 180e3 }]), 10);
    expect(emitters).toHaveLength(1);
    expect(emitters[0].bursts).toBe(7);
    expect(emitters[0].duty).toBeGreaterThan(0.98);
  });

  it('parts two equal transmitters on different frequencies, and a weak one from a strong one on the same', () => {
    const starts = every(30, 1, 1200, 1);
    const equal = [sensor, { ...sensor, center: 120e3 + 8 * binHz }].map((one, i) => ({
      ...one,
      starts: starts.map((start) => start + 7 * i)
    }));
    expect(track(scene(equal)).emitters.map(({ bursts }) => bursts)).toEqual([40, 40]);
    const near = { ...sensor, starts, level: -20 };
    const far = { ...sensor, starts: starts.map((start) => start + 11), level: -48 };
    expect(track(scene([near, far])).emitters.map(({ level }) => Math.round(level / 4))).toEqual([-5, -12]);
  });

  it('joins the channels of a frequency hopper, and nothing else', () => {
    const talk = every(6, 2, 60, 2);
    const senders: Sender[] = [
      hopper(0.5, 60),
      { starts: talk, length: (i) => 1 + (i % 3), center: 300e3, width: 12e3, level: -30 },
      { starts: every(13, 4, 60, 0.1), length: 0.1, center: 420e3, width: 30e3, level: -34 },
      { starts: [0.1], length: 59, center: 800e3, width: 200e3, level: -20 }
    ];
    const detections = scene(senders);
    const { emitters, created, merged } = track(detections, 0.25);
    expect(emitters).toHaveLength(4);
    const [hops] = emitters.filter(({ hop }) => hop !== undefined);
    expect(hops.hop!.channels).toHaveLength(16);
    hops.hop!.channels.forEach(({ centerHz }, i) => {
      expect(Math.abs(centerHz - -600e3 - i * 50e3)).toBeLessThan(binHz);
    });
    expect(hops.hop!.dwell).toBeGreaterThan(0.0095);
    expect(hops.hop!.dwell).toBeLessThan(0.0105);
    expect(hops.hop!.interval).toBeCloseTo(0.011, 4);
    expect(hops.bursts).toBe(senders[0].starts.length);
    expect(hops.duty).toBeGreaterThan(0.65);
    // The channels seen before the pattern was, and nothing after it.
    expect(merged.every(({ into }) => into === hops.id)).toBe(true);
    for (const { id } of merged) created.delete(id);
    expect(created.size).toBe(4);
    expect(merged.length).toBeLessThan(16);
  });

  it('tells a hopper from senders that are nearly like it', () => {
    // A decibel apart each and a quarter longer: one cluster with it, until the neighbourhood is small enough.
    const senders = [0, 1, 2, 3, 4, 5].map((i) => ({
      starts: every(0.037, 0.6 + i * 0.005, 4, 1e-3, i + 1),
      length: 0.0125,
      center: 300e3 + i * 100e3,
      width: 25e3,
      level: -38 + i
    }));
    const { emitters } = track(scene([hopper(0.5, 4), ...senders]), 0.1);
    expect(emitters.filter(({ hop }) => hop !== undefined).map(({ hop }) => hop!.channels.length)).toEqual([16]);
    expect(emitters).toHaveLength(7);
  });

  it('keeps a hopper that pauses for ten minutes the same one', () => {
    const first = hopper(1, 5);
    const again = hopper(600, 5, -35, 9);
    const centers = [first, again].flatMap(({ starts, center }) =>
      starts.map((_, i) => (center as (i: number) => number)(i))
    );
    const both = { ...first, starts: [...first.starts, ...again.starts], center: (i: number) => centers[i] };
    const { emitters } = track(scene([both]), 0.5);
    expect(emitters).toHaveLength(1);
    expect(emitters[0].bursts).toBe(both.starts.length);
  });

  it('does not take sensors of one kind for a hopper, nor channels of a base station that are on at once', () => {
    const kind = { length: 0.08, width: 30e3, level: -30 };
    const sensors: Sender[] = [31, 37, 41, 43, 53].map((period, i) => ({
      ...kind,
      starts: every(period, 2 + 3 * i, 1800, 0.2, i + 1),
      center: 100e3 * i
    }));
    expect(track(scene(sensors), 5).emitters.map(({ hop }) => hop)).toEqual(Array(5).fill(undefined));
    const random = randomNumbers(4);
    const slots: Sender[] = [0, 1, 2, 3].map((i) => ({
      ...kind,
      starts: every(0.09, 1, 40).filter(() => random() > 0.4),
      center: 200e3 * i
    }));
    const { emitters } = track(scene(slots), 1);
    expect(emitters).toHaveLength(4);
    expect(emitters.every(({ hop }) => hop === undefined)).toBe(true);
  });

  it('keeps a trunked system its channels: one that is always on, others that are used in turn', () => {
    const random = randomNumbers(6);
    const voice: Sender[] = [0, 1, 2].map((i) => ({
      starts: every(20, 2 + 6 * i, 900, 2, i + 2),
      length: () => 1.5 + 3 * random(),
      center: 25e3 * (i + 1),
      width: 10e3,
      level: -40
    }));
    const control = { starts: every(300, 0.1, 900), length: 299, center: 0, width: 10e3, level: -40 };
    const { emitters } = track(scene([control, ...voice]), 2);
    expect(emitters.map(({ centerHz }) => Math.abs(Math.round(centerHz / 25e3))).sort()).toEqual([0, 1, 2, 3]);
  });

  it('says the same whatever the order of detections in a batch', () => {
    const detections = scene([hopper(0.5, 8), sensor, { ...sensor, center: 300e3, class: 'OOK' }]).filter(
      ({ stopSample }) => stopSample < 400 * rate
    );
    const straight = new EmitterTracker({ rate, binHz });
    const mixed = new EmitterTracker({ rate, binHz });
    for (let from = 0; from < detections.length; from += 100) {
      const batch = detections.slice(from, from + 100);
      const now = batch[batch.length - 1].stopSample;
      const shuffled = batch.map((_, i) => batch[(i * 67 + 13) % batch.length]);
      expect(new Set(shuffled).size).toBe(batch.length);
      expect(mixed.push(shuffled, now)).toEqual(straight.push(batch, now));
    }
    expect(mixed.emitters).toEqual(straight.emitters);
  });

  it('finds the same emitters whatever the batches', () => {
    const detections = scene([hopper(0.5, 20), { ...sensor, starts: every(4, 1, 40, 0.1) }]);
    const outcome = [0.05, 1, 100].map((seconds) =>
      track(detections, seconds).emitters.map(({ bursts, hop, centerHz }) => [bursts, hop?.channels.length, centerHz])
    );
    const counts = outcome.map((emitters) => emitters.map(([bursts, channels]) => [bursts, channels]));
    expect(counts[1]).toEqual(counts[0]);
    expect(counts[2]).toEqual(counts[0]);
  });

  it('makes one of two tones, where their samples say that they share a band', () => {
    const tones: Sender[] = [-8e3, 8e3].map((center) => ({
      ...sensor,
      starts: every(30, 1, 600),
      center: 300e3 + center,
      width: 6e3
    }));
    const detections = scene(tones);
    expect(track(detections).emitters).toHaveLength(2);
    const character = { class: 'FSK', confidence: 0.9, occupiedLowHz: 288e3, occupiedHighHz: 312e3 };
    const { emitters } = track(detections.map((detection) => ({ ...detection, character })));
    expect(emitters).toHaveLength(1);
    expect(emitters[0]).toMatchObject({ bursts: 40, lowHz: 288e3, highHz: 312e3, class: 'FSK' });
    // What lies elsewhere is no band of this detection.
    const wrong = { ...character, occupiedLowHz: -5e5, occupiedHighHz: -4e5 };
    expect(track(detections.map((detection) => ({ ...detection, character: wrong }))).emitters).toHaveLength(2);
  });

  it('votes on the class, and prefers a name over "unknown"', () => {
    const classes = ['OOK', 'unknown', 'unknown', 'OOK', 'FSK', 'unknown'];
    const detections = scene([{ ...sensor, starts: every(30, 1, 180) }]).map((detection, i) => ({
      ...detection,
      character: { class: classes[i], confidence: classes[i] === 'unknown' ? 0 : 0.7 }
    }));
    expect(track(detections).emitters[0].class).toBe('OOK');
    const unknown = detections.map((one) => ({ ...one, character: { class: 'unknown', confidence: 0 } }));
    expect(track(unknown).emitters[0].class).toBe('unknown');
    expect(track(scene([sensor])).emitters[0].class).toBeUndefined();
  });
});

describe('emitters over time', () => {
  const one: EmitterDetection = {
    ...scene([{ ...sensor, starts: [1] }])[0],
    id: 7
  };

  it('shows what is still on, and counts it once', () => {
    const tracker = new EmitterTracker({ rate, binHz });
    const opened = tracker.push([{ ...one, open: true }], one.stopSample);
    expect(opened.changed.map(({ id, bursts, on }) => [id, bursts, on])).toEqual([[1, 1, true]]);
    for (let minute = 1; minute <= 60; minute++) {
      const stopSample = one.startSample + minute * 60 * rate;
      tracker.push([{ ...one, stopSample, open: true }], stopSample);
    }
    const hour = one.startSample + 3600 * rate;
    const closed = tracker.push([{ ...one, stopSample: hour, open: false }], hour);
    expect(closed.changed).toHaveLength(1);
    expect(closed.changed[0]).toMatchObject({ id: 1, bursts: 1, on: false, duty: 1, last: hour / rate });
    // The same id again is another detection.
    const later = { ...one, startSample: hour + rate, stopSample: hour + 2 * rate };
    expect(tracker.push([later], later.stopSample).changed[0]).toMatchObject({ id: 1, bursts: 2 });
  });

  it('counts frequencies from the centre it is tuned to', () => {
    const tracker = new EmitterTracker({ rate, binHz, center: 868e6 });
    tracker.push([{ ...one, open: true }], one.stopSample);
    tracker.retune(868.1e6);
    const moved = { ...one, centerHz: one.centerHz - 1e5, lowHz: one.lowHz - 1e5, highHz: one.highHz - 1e5 };
    const { changed } = tracker.push([{ ...moved, startSample: 9e6, stopSample: 9.2e6 }], 9.2e6);
    expect(changed).toHaveLength(1);
    expect(changed[0]).toMatchObject({ id: 1, bursts: 2, on: false });
    expect(changed[0].centerHz).toBeCloseTo(868e6 + one.centerHz, 0);
  });

  it('forgets what was heard once after a quarter of an hour, and what was known for long much later', () => {
    const tracker = new EmitterTracker({ rate, binHz });
    tracker.push([one], one.stopSample);
    expect(tracker.push([], 890 * rate).forgotten).toEqual([]);
    expect(tracker.push([], 910 * rate).forgotten.map(({ id }) => id)).toEqual([1]);
    expect(tracker.emitters).toEqual([]);
    const known = scene([{ ...sensor, starts: every(60, 1000, 4600) }]);
    tracker.push(known, 4600 * rate);
    expect(tracker.push([], (4600 + 3 * 3600) * rate).forgotten).toEqual([]);
    expect(tracker.emitters[0].id).toBe(2);
    expect(tracker.push([], (4600 + 5 * 3600) * rate).forgotten).toHaveLength(1);
  });

  it('keeps to its limits, and to what was known longest', () => {
    const tracker = new EmitterTracker({ rate, binHz, limits: { emitters: 50 } });
    const known = scene([{ ...sensor, starts: every(10, 1, 300) }]);
    tracker.push(known, 300 * rate);
    const random = randomNumbers(2);
    for (let round = 0; round < 20; round++) {
      const senders = Array.from({ length: 40 }, () => ({
        ...sensor,
        starts: [300 + round],
        center: 2e5 + 8e5 * random(),
        level: -90 * random()
      }));
      tracker.push(scene(senders, round + 1), (301 + round) * rate);
      expect(tracker.emitters.length).toBeLessThanOrEqual(50);
    }
    expect(tracker.emitters[0]).toMatchObject({ id: 1, bursts: 30 });
  });

  it('takes tens of thousands of detections at once, whatever they look like', () => {
    const random = randomNumbers(11);
    const wild = Array.from({ length: 30_000 }, (_, i): EmitterDetection => {
      const startSample = Math.floor(random() * 1e10);
      const centerHz = 2e6 * (random() - 0.5);
      return {
        id: i,
        startSample,
        stopSample: startSample + 1 + Math.floor(10 ** (8 * random())),
        lowHz: centerHz - 10 ** (2 + 3 * random()),
        highHz: centerHz + 1000,
        centerHz,
        peakDbfs: -100 * random(),
        snrDb: 10,
        open: i % 3 === 0
      };
    });
    const tracker = new EmitterTracker({ rate, binHz });
    tracker.push(wild, 1e10);
    expect(tracker.emitters.length).toBeLessThanOrEqual(512);
    const same = new EmitterTracker({ rate, binHz });
    same.push(
      wild.map(({ id }) => ({ ...one, id: id + 1 })),
      one.stopSample
    );
    expect(same.emitters.map(({ bursts }) => bursts)).toEqual([30_000]);
    const grid = new EmitterTracker({ rate, binHz });
    grid.push(
      wild.map(({ id }) => ({ ...one, id: id + 1, startSample: id * 2400, stopSample: id * 2400 + 2000 })),
      2.4e8
    );
    expect(grid.emitters).toHaveLength(1);
  });

  it('refuses detections that are none', () => {
    const tracker = new EmitterTracker({ rate, binHz });
    const broken: EmitterDetection[] = [
      { ...one, startSample: NaN },
      { ...one, stopSample: one.startSample },
      { ...one, centerHz: Infinity },
      { ...one, highHz: one.lowHz },
      { ...one, peakDbfs: -Infinity },
      { ...one, peakDbfs: 1e9 }
    ];
    expect(tracker.push(broken, NaN)).toEqual({ changed: [], merged: [], forgotten: [] });
    expect(tracker.refused).toBe(6);
    const votes = { ...one, character: { class: 'OOK', confidence: NaN } };
    expect(tracker.push([votes], 0).changed[0].class).toBe('unknown');
    expect(() => new EmitterTracker({ rate, binHz, limits: { emitters: 0 } })).toThrow(RangeError);
  });
});
