import type { Detection } from './detection.ts';
import { detectionPlan, detectionThresholds, type DetectionPlan, type DetectionThresholds } from './detectionPlan.ts';
import { RowHistory } from './detectorHistory.ts';
import { SeedFinder } from './detectorSeeds.ts';
import type { Frame } from './frame.ts';
import { RowMask } from './detectorMask.ts';
import { NoiseFloor } from './noiseFloor.ts';
import { historyRows, Regions } from './regions.ts';
import type { RowBlocks } from './rowMath.ts';
import type { RegionRow } from './regionsRegion.ts';

export interface DetectorOptions {
  /** S/s */
  readonly rate: number;
  readonly complex: boolean;
  /** `detectionPlan(rate, complex)` when not given. The frames must be made with it: fft, Hann window, hop, segments. */
  readonly plan?: DetectionPlan;
  /** Called once for every region, when it has ended. */
  readonly onDetection: (detection: Detection) => void;
}

/** Rows whose average the noise floor learns from. */
const learnEvery = 8;
const compareEvery = 64;
/** An average of eight rows above this is no noise; below it lie all but a few of a hundred. */
const noiseGate = 2.5;
/** Share of the band that must be occupied for a step of gain rather than signals. */
const stepShare = 0.6;

/**
 * Finds signals in a stream of frames: regions of time x frequency above the noise. One pass, bounded memory, nothing allocated from row to row; only
 * a region that opens or ends allocates. docs/decisions/detector.md says why it is built like this.
 */
export class Detector {
  readonly plan: DetectionPlan;
  readonly #thresholds: DetectionThresholds;
  readonly #history: RowHistory;
  readonly #noise: NoiseFloor;
  readonly #regions: Regions;
  readonly #seeds: SeedFinder;
  readonly #mask: RowMask;
  readonly #ratio: Float32Array;
  readonly #blocks: RowBlocks;
  readonly #learnSum: Float32Array;
  readonly #row: { -readonly [K in keyof RegionRow]: RegionRow[K] };
  readonly #onSeed: (low: number, high: number, scale: number) => void;
  /** Row from which the floor is being made, or -1 once it is there. */
  #beginning = 0;
  #processed = 0;
  #learned = 0;
  #sinceCompare = 0;
  #risen = 0;
  #nextSample = NaN;
  #end = 0;

  constructor(options: DetectorOptions) {
    this.plan = options.plan ?? detectionPlan(options.rate, options.complex);
    const { plan } = this;
    this.#thresholds = detectionThresholds(plan);
    this.#history = new RowHistory(plan.bins, historyRows(plan));
    this.#noise = new NoiseFloor({
      bins: plan.bins,
      complex: plan.complex,
      memory: plan.learnRows / learnEvery,
      patience: plan.heldRows / learnEvery,
      gate: noiseGate
    });
    this.#mask = new RowMask(plan.bins, plan.complex);
    this.#regions = new Regions({
      mask: this.#mask,
      plan,
      thresholds: this.#thresholds,
      history: this.#history,
      noise: this.#noise,
      onDetection: options.onDetection
    });
    this.#seeds = new SeedFinder(plan, this.#thresholds);
    this.#ratio = new Float32Array(plan.bins);
    this.#blocks = this.#mask.blocks();
    this.#learnSum = new Float32Array(plan.bins);
    const { owners, closedUntil } = this.#regions;
    this.#row = { index: 0, power: this.#ratio, ratio: this.#ratio, floor: this.#noise.level, owners, closedUntil };
    this.#onSeed = (low, high, scale) => this.#regions.seed(this.#row, low, high, scale);
  }

  /** The regions that are still on, as they stand now. Makes new objects: for a screen, some times a second. */
  get open(): readonly Detection[] {
    return this.#regions.list();
  }

  /** Noise power per bin, linear, as it is estimated now. */
  get noiseFloor(): Float32Array {
    return this.#noise.level;
  }

  /** Takes the next frame. A jump of `sampleIndex` ends all regions: nobody knows what was in between. */
  push(frame: Frame): void {
    if (frame.mean.length !== this.plan.bins)
      throw new RangeError(`A frame of ${frame.mean.length} bins does not fit a plan of ${this.plan.bins}`);
    if (frame.sampleIndex !== this.#nextSample && !Number.isNaN(this.#nextSample)) this.#gap();
    this.#nextSample = frame.sampleIndex + frame.samples;
    // The rest of a stretch is a shorter average than the thresholds are made for.
    if (frame.segments < this.plan.segments) return;
    this.#end = frame.sampleIndex + this.plan.fft + (this.plan.segments - 1) * this.plan.hop;
    const silent = isSilent(frame.mean);
    // Zeros before the first signal are not a noise floor.
    if (silent && this.#beginning >= 0 && this.#history.next === this.#processed) {
      this.#processed++;
      this.#beginning++;
      this.#history.add(frame.mean, frame.sampleIndex);
      return;
    }
    this.#history.add(frame.mean, frame.sampleIndex);
    if (this.#beginning >= 0) {
      if (this.#history.next - this.#beginning >= this.plan.firstRows) this.#begin();
      return;
    }
    this.#process(this.#history.next - 1);
  }

  /** The stream ends: closes every region. @param end its first sample that is not there, if more came than the last frame covers */
  flush(end: number = this.#end): void {
    if (this.#beginning >= 0 && this.#history.next > this.#processed) this.#begin();
    this.#regions.closeAll(Math.max(end, this.#end));
    this.#seeds.reset();
  }

  #gap(): void {
    if (this.#beginning >= 0 && this.#history.next > this.#processed) this.#begin();
    this.#regions.closeAll(this.#end);
    this.#seeds.reset();
  }

  /** Makes the first floor and works off the rows that waited for it. */
  #begin(): void {
    const history = this.#history;
    const from = Math.max(this.#processed, history.oldest);
    this.#noise.begin((i) => history.row(from + i), history.next - from, this.plan.segments);
    this.#beginning = -1;
    const until = history.next;
    for (let index = from; index < until; index++) this.#process(index);
  }

  #process(index: number): void {
    const power = this.#history.row(index);
    const row = this.#row;
    row.index = index;
    row.power = power;
    this.#processed = index + 1;
    const ratio = this.#ratio;
    const previous = index > this.#history.oldest ? this.#history.row(index - 1) : null;
    this.#mask.apply(power, previous, this.#noise.inverse, ratio, this.#blocks);
    this.#regions.follow(row);
    // Digital silence: signals end, noise is not learned.
    if (isSilent(power)) return;
    this.#regions.settle(index);
    this.#seeds.testRow(ratio, this.#blocks, this.#onSeed);
    this.#seeds.add(ratio, this.#regions.occupied, this.#onSeed);
    this.#regions.settle(index);
    this.#learn(ratio);
  }

  #learn(ratio: Float32Array): void {
    const sum = this.#learnSum;
    for (let bin = 0; bin < sum.length; bin++) sum[bin] += ratio[bin];
    if (++this.#learned < learnEvery) return;
    this.#learned = 0;
    for (let bin = 0; bin < sum.length; bin++) sum[bin] /= learnEvery;
    if (this.#regions.occupiedBins > stepShare * sum.length) {
      this.#risen += learnEvery;
      if (this.#risen === Math.ceil(this.plan.stepRows / learnEvery) * learnEvery) this.#noise.relearn(16);
    } else this.#risen = 0;
    this.#noise.learn(sum, this.#regions.occupied);
    sum.fill(0);
    this.#sinceCompare += learnEvery;
    if (this.#sinceCompare < compareEvery) return;
    this.#sinceCompare = 0;
    this.#noise.compare();
  }
}

function isSilent(power: Float32Array): boolean {
  for (let bin = 0; bin < power.length; bin++) if (power[bin] > 0) return false;
  return true;
}
