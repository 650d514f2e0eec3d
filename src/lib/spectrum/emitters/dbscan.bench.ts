/**
 * node src/lib/spectrum/emitters/dbscan.bench.ts
 *
 * CPU time of DBSCAN over four features, eps 1: clusters as a band has them, and arrangements made to be slow.
 */
import process from 'node:process';
import { dbscan } from './dbscan.ts';

const random = generator(7);
const normal = () => random() + random() + random() + random() - 2;

/** `count` points in `clusters` heaps, one in five anywhere. */
function heaps(count: number, clusters: number): Float64Array {
  const centres = Float64Array.from({ length: 4 * clusters }, () => 40 * random());
  const points = new Float64Array(4 * count);
  for (let point = 0; point < count; point++) {
    const heap = random() < 0.2 ? -1 : Math.floor(random() * clusters);
    for (let d = 0; d < 4; d++) points[4 * point + d] = heap < 0 ? 40 * random() : centres[4 * heap + d] + normal() / 3;
  }
  return points;
}

const subjects: readonly (readonly [string, Float64Array])[] = [
  ['2000 points, 25 clusters', heaps(2000, 25)],
  ['100 000 points, 25 clusters', heaps(100_000, 25)],
  ['100 000 points, one place', new Float64Array(400_000)],
  ['100 000 points, even, a neighbour or two each', Float64Array.from({ length: 400_000 }, () => 18 * random())],
  ['100 000 points, even, close', Float64Array.from({ length: 400_000 }, () => 6 * random())]
];

for (const [name, points] of subjects) {
  const times: number[] = [];
  for (let round = 0; round < (points.length > 100_000 ? 3 : 30); round++) {
    const before = process.cpuUsage();
    dbscan(points, 4, 1, 3);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  times.sort((a, b) => a - b);
  console.log(`${name}: ${times[times.length >> 1].toFixed(1)} ms`);
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}
