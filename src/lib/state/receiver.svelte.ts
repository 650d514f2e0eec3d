import type { SampleFormat } from '#lib/base/sampleFormat.ts';
import { clampSpan, panFrequency, panTime, zoomAt, zoomTimeAt } from '#lib/draw/mapping.ts';
import type { PlotBand, PlotProbe } from '#lib/draw/plot.ts';
import type { PlotView } from '#lib/draw/plotView.ts';
import { frequencyTicks, levelTicks, niceStep, timeTicks, type Tick } from '#lib/draw/ticks.ts';
import type { Detection } from '#lib/spectrum/detection.ts';
import type { EngineSettings } from '#lib/spectrum/engineSettings.ts';
import { defaultSim, levelRange, spanRange, type ReceiveLink } from './receiveLink.ts';
import { idleStatus } from './idleStatus.ts';
import type { EngineStatus, ReceiverEngine, SourceInfo, SourceRequest } from './receiverEngine.ts';
import { sameSource } from './sameSource.ts';
import { Tuner } from './tuner.ts';

/** Levels at the ends of the palette and of the level axis, dBFS. */
export interface LevelSpan {
  readonly low: number;
  readonly high: number;
}

/** Where the page is with its source. */
export type ReceiverStage = EngineStatus['state'];

export interface SourceFailure {
  readonly code: string;
  readonly message: string;
}

/** Something to be said once, that nobody has to answer. */
export interface Notice {
  readonly id: number;
  readonly tone: 'plain' | 'attention';
  readonly text: string;
}

/** What a person may know better than a file does. */
export interface FileOverrides {
  readonly format: SampleFormat | null;
  readonly rate: number | null;
  readonly center: number | null;
  readonly loop: boolean;
  readonly pace: 'real-time' | 'max';
}

const noOverrides: FileOverrides = { format: null, rate: null, center: null, loop: false, pace: 'real-time' };

/** Seconds of waterfall of a live source until somebody chooses. */
const liveSpan = 20;
/** Least difference between the levels at the ends of the axis, dB. */
const leastLevels = 5;

/**
 * What the Receive page knows and can do. It steers an injected engine and holds small values only: samples and rows stay in the engine's
 * workers. Without an engine (while prerendering, or in a browser that cannot run one) it is idle for good.
 */
export class Receiver {
  readonly #engine: ReceiverEngine | null;
  readonly #link: ReceiveLink;
  #status = $state.raw<EngineStatus>(idleStatus);
  #source = $state.raw<SourceInfo | null>(null);
  #request = $state.raw<SourceRequest | null>(null);
  #view = $state.raw<PlotView>({
    lowHz: -defaultSim.rate / 2,
    highHz: defaultSim.rate / 2,
    backSeconds: 0,
    spanSeconds: liveSpan,
    minDbfs: -120,
    maxDbfs: 0,
    autoLevels: true,
    palette: 'turbo',
    row: 'peak',
    peakHold: false,
    average: false,
    detections: true,
    theme: 'dark'
  });
  #settings = $state.raw<Partial<EngineSettings>>({});
  #spanChosen = $state(false);
  #busy = $state(false);
  #failure = $state.raw<SourceFailure | null>(null);
  #picked = $state<number | null>(null);
  #notices = $state.raw<readonly Notice[]>([]);
  #noticeCount = 0;
  /** Rises with each open and close: what an older one answers is not wanted any more. */
  #generation = 0;
  readonly #tuner = new Tuner(async (center) => {
    const generation = this.#generation;
    const source = await this.#engine?.tune({ center });
    if (source !== undefined && generation === this.#generation) this.#source = source;
  });

  constructor(engine: ReceiverEngine | null, link: ReceiveLink) {
    this.#engine = engine;
    this.#link = link;
    this.#spanChosen = link.span !== null;
    this.#view = {
      ...this.#view,
      spanSeconds: link.span ?? liveSpan,
      autoLevels: link.min === null,
      minDbfs: link.min ?? this.#view.minDbfs,
      maxDbfs: link.max ?? this.#view.maxDbfs,
      palette: link.palette,
      row: link.row,
      peakHold: link.peakHold,
      average: link.average,
      detections: link.detections
    };
    this.#settings = chosen(link);
    engine?.onStatus((status) => (this.#status = status));
    engine?.setView(this.#view);
  }

  get canReceive(): boolean {
    return this.#engine !== null;
  }
  get status(): EngineStatus {
    return this.#status;
  }
  get stage(): ReceiverStage {
    if (this.#busy) return 'opening';
    if (this.#failure !== null) return 'failed';
    if (this.#request === null) return 'idle';
    return this.#status.state === 'idle' ? 'opening' : this.#status.state;
  }
  get failure(): SourceFailure | null {
    return this.#failure ?? (this.stage === 'failed' ? this.#status.error : null);
  }
  /** What is open; stays while another one is being opened, so that nothing on the page jumps. */
  get source(): SourceInfo | null {
    return this.#source;
  }
  get request(): SourceRequest | null {
    return this.#request;
  }
  get view(): PlotView {
    return this.#view;
  }
  get settings(): EngineSettings | null {
    return this.#source === null ? null : { ...this.#source.settings, ...this.#settings };
  }
  get picked(): number | null {
    return this.#picked;
  }
  get notices(): readonly Notice[] {
    return this.#notices;
  }
  get tunable(): boolean {
    return (this.#source?.centers.length ?? 0) > 0;
  }
  /** Levels on screen: what automatic levels chose, or what was set. */
  get levels(): LevelSpan {
    const { autoLevels, minDbfs, maxDbfs } = this.#view;
    return autoLevels
      ? { low: this.#status.plot.minDbfs, high: this.#status.plot.maxDbfs }
      : { low: minDbfs, high: maxDbfs };
  }
  /** All that the source spans. */
  get band(): PlotBand {
    const { lowHz, highHz } = this.#source ?? this.#view;
    return { lowHz, highHz, bins: this.settings?.fft ?? 1024 };
  }
  get zoomed(): boolean {
    const { lowHz, highHz } = this.band;
    return this.#view.highHz - this.#view.lowHz < (highHz - lowHz) * 0.9999;
  }
  /** Position in a recording, 0..1; null for a live source. */
  get position(): number | null {
    const source = this.#source;
    if (source === null || source.samples === null || source.samples === 0) return null;
    const rounds = Math.max(0, (this.seconds * source.rate) / source.samples);
    // In a loop the clock runs on.
    return this.#request?.kind === 'file' && this.#request.loop ? rounds % 1 : Math.min(1, rounds);
  }
  /** Whether the source's clock tells the time of day: seconds since 1970. */
  get dated(): boolean {
    return (this.#source?.startTime ?? null) !== null;
  }
  /** Seconds since sample 0 of the newest sample. */
  get seconds(): number {
    return this.#status.time - (this.#source?.startTime ?? 0);
  }
  /** The address that shows the same. */
  get link(): ReceiveLink {
    const view = this.#view;
    const request = this.#request;
    return {
      sim:
        request?.kind === 'sim' && this.#failure === null
          ? {
              seed: request.seed,
              center: this.#source?.center ?? request.center,
              rate: this.#source?.rate ?? request.rate
            }
          : null,
      low: this.zoomed ? view.lowHz : null,
      high: this.zoomed ? view.highHz : null,
      span: this.#spanChosen ? view.spanSeconds : null,
      min: view.autoLevels ? null : view.minDbfs,
      max: view.autoLevels ? null : view.maxDbfs,
      palette: view.palette,
      row: view.row,
      peakHold: view.peakHold,
      average: view.average,
      detections: view.detections,
      fft: this.#settings.fft ?? null,
      window: this.#settings.window ?? null,
      overlap: this.#settings.overlap ?? null
    };
  }

  /** Seconds on the source's clock of a sample: counted back from the newest one, because a seek moves times but not indices. */
  timeOf(sample: number): number {
    return this.#status.time - (this.#status.received - sample) / (this.#source?.rate ?? 1);
  }

  attach(spectrum: OffscreenCanvas, waterfall: OffscreenCanvas): void {
    this.#engine?.attach(spectrum, waterfall);
  }
  resize(
    spectrum: { width: number; height: number },
    waterfall: { width: number; height: number },
    pixelRatio: number
  ): void {
    this.#engine?.resize(spectrum, waterfall, pixelRatio);
  }

  /** Opens a source in place of what was open. Never throws: what went wrong is in `failure`. */
  async open(request: SourceRequest): Promise<void> {
    const engine = this.#engine;
    if (engine === null) return;
    const generation = ++this.#generation;
    const another = !sameSource(request, this.#request);
    const first = this.#request === null;
    this.#request = request;
    this.#failure = null;
    this.#busy = true;
    this.#pick(null);
    // Levels, time and transform were chosen for what was open: they say nothing about another source.
    if (another && !first) {
      this.#spanChosen = false;
      const { fft: _fft, ...kept } = this.#settings;
      this.#settings = kept;
      this.#show({ autoLevels: true });
    }
    try {
      const source = await engine.open(request);
      if (generation !== this.#generation) return;
      const settings = { ...source.settings, ...this.#settings };
      if (!sameSettings(settings, source.settings)) await engine.configure(settings);
      this.#source = source;
      this.#place(source, another, first);
    } catch (error) {
      if (generation !== this.#generation) return;
      this.#source = null;
      this.#failure = failureOf(error, this.#status);
    } finally {
      if (generation === this.#generation) this.#busy = false;
    }
  }

  openSim(sim: { seed?: number; center?: number; rate?: number } = {}): Promise<void> {
    return this.open({ kind: 'sim', ...defaultSim, ...sim });
  }

  openFiles(files: readonly File[], overrides: Partial<FileOverrides> = {}): Promise<void> {
    return this.open({ kind: 'file', files, ...noOverrides, ...overrides });
  }

  /** Opens the same files again, with what a person knows better than they do. */
  async reopen(overrides: Partial<FileOverrides>): Promise<void> {
    if (this.#request?.kind === 'file') await this.open({ ...this.#request, ...overrides });
  }

  /** The same source once more, after it failed. */
  async retry(): Promise<void> {
    if (this.#request !== null) await this.open(this.#request);
  }

  /** Back to the start. */
  async close(): Promise<void> {
    this.#generation++;
    this.#request = null;
    this.#source = null;
    this.#failure = null;
    this.#busy = false;
    this.#picked = null;
    await this.#engine?.close();
  }

  async togglePause(): Promise<void> {
    if (this.stage === 'running') await this.#engine?.pause();
    else if (this.stage === 'paused') await this.#engine?.resume();
    else if (this.stage === 'ended') await this.seek(0);
  }

  /** @param position in a recording, 0..1 */
  async seek(position: number): Promise<void> {
    this.setView({ backSeconds: 0 });
    await this.#engine?.seek(position);
    // An ended recording starts to move again; a paused one is left standing.
    if (this.#status.state === 'ended') await this.#engine?.resume();
  }

  /** Tunes a live source. While one wish is on its way only the newest further one is kept. */
  async tune(center: number): Promise<void> {
    const range = this.#source?.centers;
    if (this.#engine === null || range === undefined || range.length === 0) return;
    const least = Math.min(...range.map(({ min }) => min));
    const most = Math.max(...range.map(({ max }) => max));
    try {
      await this.#tuner.ask(Math.min(most, Math.max(least, Math.round(center))));
    } catch (error) {
      this.notify(error instanceof Error ? error.message : String(error), 'attention');
    }
  }

  /** Another rate is another stream: the band changes, the waterfall starts anew. */
  async setRate(rate: number): Promise<void> {
    const request = this.#request;
    if (request?.kind !== 'sim') return;
    await this.open({ ...request, center: this.#source?.center ?? request.center, rate });
  }

  async configure(change: Partial<EngineSettings>): Promise<void> {
    this.#settings = { ...this.#settings, ...change };
    const settings = this.settings;
    if (settings !== null) await this.#engine?.configure(settings);
  }

  setView(change: Partial<PlotView>): void {
    if (change.spanSeconds !== undefined) this.#spanChosen = true;
    this.#show(change);
  }

  /** Zooms in frequency. @param factor > 1 shows less @param at 0..1 across the plot: stays where it is */
  zoom(factor: number, at = 0.5): void {
    this.#show(zoomAt(this.#view, this.band, at, factor));
  }

  /**
   * Moves the view by a share of itself. Past the edge of the band a live source is tuned on, in steps that are easy to read.
   * @returns whether anything moved
   */
  slide(share: number): boolean {
    const { lowHz, highHz } = this.#view;
    const moved = panFrequency(this.#view, this.band, share);
    const beyond = share * (highHz - lowHz) - (moved.lowHz - lowHz);
    if (moved.lowHz !== lowHz) this.#show(moved);
    const center = this.#tuner.asked ?? this.#source?.center ?? null;
    if (!this.tunable || center === null || Math.abs(beyond) < (highHz - lowHz) * 1e-6) return moved.lowHz !== lowHz;
    const wanted = this.#tuner.push(beyond, niceStep((this.band.highHz - this.band.lowHz) / 50), center);
    if (wanted !== null) void this.tune(wanted);
    return true;
  }

  /** The whole band, live. */
  fit(): void {
    const { lowHz, highHz } = this.band;
    this.#show({ lowHz, highHz, backSeconds: 0 });
  }

  /** Zooms the level axis about a point of it (0 = bottom); takes levels over from the automatic. */
  zoomLevels(factor: number, at: number): void {
    const { low, high } = this.levels;
    const width = Math.max(leastLevels, (high - low) / factor);
    const fixed = low + at * (high - low);
    this.setLevels({ low: fixed - at * width, high: fixed + (1 - at) * width });
  }
  slideLevels(share: number): void {
    const { low, high } = this.levels;
    const by = Math.min(levelRange.high - high, Math.max(levelRange.low - low, share * (high - low)));
    this.setLevels({ low: low + by, high: high + by });
  }
  setLevels({ low, high }: LevelSpan): void {
    const minDbfs = Math.max(levelRange.low, low);
    const maxDbfs = Math.min(levelRange.high, high);
    if (maxDbfs - minDbfs >= leastLevels - 1e-6) this.#show({ autoLevels: false, minDbfs, maxDbfs });
  }
  toggleAutoLevels(): void {
    const { low, high } = this.levels;
    this.#show({ autoLevels: !this.#view.autoLevels, minDbfs: low, maxDbfs: high });
  }

  /** Shows more or less of the past. @param at 0..1 down the waterfall: stays where it is */
  zoomTime(factor: number, at = 0): void {
    this.#spanChosen = true;
    this.#show(zoomTimeAt(this.#view, this.#status.plot, at, factor));
  }
  /** Moves through the past by a share of what is shown; never beyond what is held. */
  slideTime(share: number): void {
    this.#show(panTime(this.#view, this.#status.plot, share));
  }

  frequencyTicks(width: number): readonly Tick[] {
    const { lowHz, highHz } = this.#view;
    return frequencyTicks(lowHz, highHz, this.#source === null ? null : this.#source.center, width);
  }
  levelTicks(height: number): readonly Tick[] {
    return levelTicks(this.levels.low, this.levels.high, height);
  }
  /** Times of day where the source has a date, else from its start. */
  timeTicks(height: number): readonly Tick[] {
    const { newest } = this.#status.plot;
    if (newest === null) return [];
    const top = newest - this.#view.backSeconds;
    const ticks = timeTicks(top, top - this.#view.spanSeconds, height, this.dated ? 0 : null);
    // A recording has no time before its start.
    return this.dated ? ticks : ticks.filter(({ value }) => value >= 0);
  }

  /** Marks a detection, and shows its surroundings where asked. */
  pick(id: number | null, bringIntoView = false): void {
    this.#pick(id);
    const found = id === null ? undefined : this.#status.detections.find((detection) => detection.id === id);
    if (found !== undefined && bringIntoView) this.#bringIntoView(found);
  }

  /** The smallest detection that holds a point of the waterfall. */
  detectionAt(hz: number, time: number, slackHz = 0, slackSeconds = 0): Detection | null {
    const hits = this.#status.detections.filter(
      ({ lowHz, highHz, startSample, stopSample }) =>
        hz >= lowHz - slackHz &&
        hz <= highHz + slackHz &&
        time >= this.timeOf(startSample) - slackSeconds &&
        time <= this.timeOf(stopSample) + slackSeconds
    );
    return hits.length === 0 ? null : hits.reduce((a, b) => (area(b) < area(a) ? b : a));
  }

  probe(canvas: 'spectrum' | 'waterfall', x: number, y: number): Promise<PlotProbe | null> {
    return this.#engine?.probe(canvas, x, y) ?? Promise.resolve(null);
  }
  describe(): Promise<readonly string[]> {
    return this.#engine?.describe() ?? Promise.resolve([]);
  }
  clearTraces(): void {
    this.#engine?.clearTraces();
  }

  notify(text: string, tone: Notice['tone'] = 'plain'): void {
    this.#notices = [...this.#notices, { id: ++this.#noticeCount, tone, text }].slice(-3);
  }
  dismiss(id: number): void {
    this.#notices = this.#notices.filter((notice) => notice.id !== id);
  }

  /** First view of a source: the whole band, or, the first time, what the link asks for. The same source again keeps what was on screen. */
  #place(source: SourceInfo, another: boolean, first: boolean): void {
    const { low, high } = this.#link;
    const { lowHz, highHz } = source;
    const linked = first && low !== null && high !== null && high > lowHz && low < highHz;
    const kept = !another && this.#view.lowHz >= lowHz && this.#view.highHz <= highHz;
    if (linked) this.#show(clampSpan(this.band, { lowHz: Math.max(low, lowHz), highHz: Math.min(high, highHz) }));
    else if (!kept) this.#show({ lowHz, highHz });
    // A short recording fills the waterfall.
    const length = source.samples === null ? liveSpan : source.samples / source.rate;
    const spanSeconds = this.#spanChosen ? this.#view.spanSeconds : Math.max(spanRange.low, Math.min(liveSpan, length));
    this.#show({ backSeconds: 0, spanSeconds });
    for (const notice of source.notices) this.notify(notice);
  }

  #bringIntoView({ lowHz, highHz, startSample, stopSample }: Detection): void {
    const margin = Math.max((highHz - lowHz) * 2, (this.band.highHz - this.band.lowHz) / 64);
    this.#show(clampSpan(this.band, { lowHz: lowHz - margin, highHz: highHz + margin }));
    const newest = this.#status.plot.newest;
    if (newest === null) return;
    const { backSeconds, spanSeconds } = this.#view;
    const [start, stop] = [newest - this.timeOf(startSample), newest - this.timeOf(stopSample)];
    if (stop < backSeconds || start > backSeconds + spanSeconds)
      this.#show({ backSeconds: Math.max(0, (start + stop) / 2 - spanSeconds / 2) });
  }

  #pick(id: number | null): void {
    this.#picked = id;
    this.#engine?.pick(id);
  }

  #show(change: Partial<PlotView>): void {
    this.#view = { ...this.#view, ...change };
    this.#engine?.setView(this.#view);
  }
}

function chosen({ fft, window, overlap }: ReceiveLink): Partial<EngineSettings> {
  return {
    ...(fft === null ? {} : { fft }),
    ...(window === null ? {} : { window }),
    ...(overlap === null ? {} : { overlap })
  };
}

function sameSettings(a: EngineSettings, b: EngineSettings): boolean {
  return a.fft === b.fft && a.window === b.window && a.overlap === b.overlap;
}

function failureOf(error: unknown, status: EngineStatus): SourceFailure {
  if (status.error !== null) return status.error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  return { code, message: error instanceof Error ? error.message : String(error) };
}

function area({ lowHz, highHz, startSample, stopSample }: Detection): number {
  return (highHz - lowHz) * (stopSample - startSample);
}
