/**
 * node src/lib/spectrum/emitters/emitterTracker.bench.ts
 *
 * CPU time of the tracker: one batch of 100 000 detections that have nothing in common, and the same number as a band has them.
 */
import process from 'node:process';
import type { EmitterDetection } from './emitter.ts';
import { EmitterTracker } from './emitterTracker.ts';

const rate = 2.4e6;
const count = 100_000;
let state = 11;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 4294967296;
};

function detection(id: number, start: number, length: number, centerHz: number, width: number, level: number) {
  const startSample = Math.floor(start * rate);
  const stopSample = startSample + 1 + Math.floor(length * rate);
  const edges = { lowHz: centerHz - width / 2, highHz: centerHz + width / 2, centerHz };
  return { id, startSample, stopSample, ...edges, peakDbfs: level, snrDb: 10, open: false };
}

const wild = Array.from({ length: count }, (_, id) =>
  detection(
    id,
    4000 * random(),
    10 ** (-6 + 8 * random()),
    2e6 * (random() - 0.5),
    10 ** (2 + 3 * random()),
    -99 * random()
  )
);
// 20 senders, each with a packet of 50 ms a second.
const band = Array.from({ length: count }, (_, id) =>
  detection(id, id / 20 + random() / 50, 0.05, -1e6 + 1e5 * (id % 20) + 500 * random(), 3e4, -40 - (id % 20) + random())
);

run('a batch of 100 000 without order', wild, count);
run('100 000 of 20 senders, in one batch', band, count);
run('100 000 of 20 senders, batches of 2', band, 2);

function run(name: string, detections: readonly EmitterDetection[], batch: number): void {
  const tracker = new EmitterTracker({ rate, binHz: rate / 512 });
  const before = process.cpuUsage();
  for (let from = 0; from < count; from += batch) {
    const part = detections.slice(from, from + batch);
    tracker.push(part, part[part.length - 1].stopSample);
  }
  const { user, system } = process.cpuUsage(before);
  const each = (user + system) / count;
  console.log(`${name}: ${each.toFixed(1)} us each, ${tracker.emitters.length} emitters`);
}
