import { sampleReader } from '#lib/dsp/sampleReader.ts';
import { signalClasses, type SignalClass } from '#lib/spectrum/character/character.ts';
import { characterise } from '#lib/spectrum/character/characterise.ts';
import { detectionWindow } from '#lib/spectrum/character/detectionWindow.ts';
import type { Detection } from '#lib/spectrum/detection.ts';
import { DetectionStream } from '#lib/spectrum/detectionStream.ts';
import { makeScene, type Scene } from './makeScene.ts';

/** How often a class was called what: `counts[truth][called]`; "missed" is what the detector did not find. */
export interface Confusion {
  readonly counts: ReadonlyMap<SignalClass, ReadonlyMap<SignalClass | 'missed', number>>;
  readonly scenes: number;
  readonly right: number;
  /** Called something that it is not; "unknown" and what was not found do not count. */
  readonly wrong: number;
  readonly missed: number;
  /** CPU time of `characterise`, milliseconds: mean and longest. */
  readonly meanMs: number;
  readonly mostMs: number;
}

/** Makes scenes, finds the signal with the detector, and lets `characterise` name the detection that covers most of it. */
export function scoreScenes(seed: number, from: number, to: number): Confusion {
  const counts = new Map<SignalClass, Map<SignalClass | 'missed', number>>();
  let right = 0;
  let wrong = 0;
  let missed = 0;
  let spent = 0;
  let mostMs = 0;
  for (let index = from; index < to; index++) {
    const scene = makeScene(seed, index);
    const best = detected(scene);
    const started = process.cpuUsage();
    const called = best === null ? 'missed' : nameOf(scene, best);
    const { user, system } = process.cpuUsage(started);
    spent += (user + system) / 1e3;
    mostMs = Math.max(mostMs, (user + system) / 1e3);
    if (called === scene.class) right++;
    else if (called === 'missed') missed++;
    else if (called !== 'unknown') wrong++;
    const row = counts.get(scene.class) ?? new Map<SignalClass | 'missed', number>();
    row.set(called, (row.get(called) ?? 0) + 1);
    counts.set(scene.class, row);
  }
  return { counts, scenes: to - from, right, wrong, missed, meanMs: spent / Math.max(1, to - from - missed), mostMs };
}

function detected(scene: Scene): Detection | null {
  let best: Detection | null = null;
  let most = 0;
  const stream = new DetectionStream({
    rate: scene.rate,
    format: 'cu8',
    onDetection: (detection) => {
      const time = Math.min(detection.stopSample, scene.stop) - Math.max(detection.startSample, scene.start);
      const band = Math.min(detection.highHz, scene.highHz) - Math.max(detection.lowHz, scene.lowHz);
      if (time <= 0 || band <= 0 || time * band <= most) return;
      most = time * band;
      best = detection;
    }
  });
  stream.push(scene.bytes, 0);
  stream.flush();
  return best;
}

function nameOf({ bytes, rate }: Scene, detection: Detection): SignalClass {
  const { from, count, box } = detectionWindow(detection, rate, bytes.length / 2);
  const re = new Float32Array(count);
  const im = new Float32Array(count);
  sampleReader('cu8')(bytes, from, count, re, im);
  return characterise({ re, im, rate }, box).class;
}

/** The matrix as lines of a Markdown table, a row for each true class, and the totals. */
export function confusionTable(parts: readonly Confusion[]): string[] {
  const columns = [...signalClasses, 'missed'] as const;
  const count = (truth: SignalClass, called: SignalClass | 'missed') =>
    parts.reduce((sum, { counts }) => sum + (counts.get(truth)?.get(called) ?? 0), 0);
  const rows = signalClasses
    .filter((truth) => truth !== 'unknown')
    .map((truth) => `| ${truth} | ${columns.map((called) => count(truth, called) || '').join(' | ')} |`);
  return [`| is \\ called | ${columns.join(' | ')} |`, `|${' --- |'.repeat(columns.length + 1)}`, ...rows];
}
