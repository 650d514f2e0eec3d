import type { SampleFormat } from '#lib/base/sampleFormat.ts';
import type { PlotProbe } from '#lib/draw/plot.ts';
import { niceStep } from '#lib/draw/ticks.ts';
import { fittingFft } from '#lib/spectrum/sweepTransform.ts';
import type { EngineSettings } from '#lib/spectrum/engineSettings.ts';
import { idleStatus } from './idleStatus.ts';
import { PlotViewport } from './plotViewport.svelte.ts';
import { frequencyReading } from './quantityText.ts';
import { RadioControls } from './radioControls.svelte.ts';
import { grantedWant, mergeWants, type SourceWant, type SweepSpan, type UsbRequest } from './radioRequest.ts';
import { defaultSim, type ReceiveLink } from './receiveLink.ts';
import type { SweepInfo } from '#lib/radio/radio.ts';
import type { EngineStatus, ReceiverEngine, SourceInfo, SourceRequest, ReceivedDetection } from './receiverEngine.ts';
import { sameSource } from './sameSource.ts';
import { SweepTime } from './sweepTime.ts';
import { Tuner } from './tuner.ts';

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

/**
 * What the Receive page knows and can do. It steers an injected engine and holds small values only: samples and rows stay in the engine's
 * workers. Without an engine (while prerendering, or in a browser that cannot run one) it is idle for good.
 */
export class Receiver {
  readonly #engine: ReceiverEngine | null;
  /** What of it is on screen. */
  readonly viewport: PlotViewport;
  #status = $state.raw<EngineStatus>(idleStatus);
  #source = $state.raw<SourceInfo | null>(null);
  #request = $state.raw<SourceRequest | null>(null);
  #settings = $state.raw<Partial<EngineSettings>>({});
  #busy = $state(false);
  #failure = $state.raw<SourceFailure | null>(null);
  #picked = $state<number | null>(null);
  #notices = $state.raw<readonly Notice[]>([]);
  #noticeCount = 0;
  /** Share of time that a sweep listens to each frequency. */
  #listening = $state<number | null>(null);
  readonly #sweepTime = new SweepTime();
  /** Rises with each open and close: what an older one answers is not wanted any more. */
  #generation = 0;
  readonly #tuner = new Tuner(async (center) => {
    await this.#configureRadio({ center });
  });
  /** What can be set of a radio beside its frequency. */
  readonly controls = new RadioControls((want) => this.#configureRadio(want));

  constructor(engine: ReceiverEngine | null, link: ReceiveLink) {
    this.#engine = engine;
    this.#settings = chosen(link);
    engine?.onStatus((status) => {
      this.#status = status;
      this.#listening = this.#busy || this.sweep === null ? null : this.#sweepTime.add(status, this.sweep);
      // A recording may have been retuned on the way. A radio is tuned from here, and its status may be older than that.
      const source = this.#source;
      if (
        source?.driver === 'file' &&
        status.state !== 'opening' &&
        status.center !== null &&
        status.center !== source.center
      )
        this.#source = { ...source, center: status.center };
    });
    engine?.onSource((source) => {
      this.#source = source;
      for (const notice of source.notices) this.notify(notice, 'attention');
    });
    this.viewport = new PlotViewport(this, link, (view) => engine?.setView(view));
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
  get settings(): EngineSettings | null {
    const { sweep } = this;
    if (this.#source === null) return null;
    const settings = { ...this.#source.settings, ...this.#settings };
    return sweep === null ? settings : { ...settings, fft: Math.min(settings.fft, fittingFft(sweep.visit)) };
  }
  /** What is being swept; null where the radio stays at one centre. */
  get sweep(): SweepInfo | null {
    return this.#source?.radio?.info.sweep ?? null;
  }
  /** Share of time that each frequency of the sweep is listened to, measured over the last seconds; null before. */
  get listening(): number | null {
    return this.#listening;
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
  /** Whether its samples are real and nobody knows of a centre: frequencies are those of the baseband, from 0 Hz. */
  get baseband(): boolean {
    return this.#source?.center === null && this.viewport.origin !== null;
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
    const request = this.#request;
    return {
      ...this.viewport.link,
      sim:
        request?.kind === 'sim' && this.#failure === null
          ? {
              seed: request.seed,
              center: this.#source?.center ?? request.center,
              rate: this.#source?.rate ?? request.rate
            }
          : null,
      usb: request?.kind === 'usb' ? { device: request.device, want: request.want } : null,
      fft: this.#settings.fft ?? null,
      window: this.#settings.window ?? null,
      overlap: this.#settings.overlap ?? null
    };
  }

  /** A frequency as it reads, from its offset (Hz): absolute where that is known, else with the sign of an offset. */
  frequencyAt(hz: number, resolution: number): string {
    const { origin } = this.viewport;
    return frequencyReading((origin ?? 0) + hz, resolution, origin === null);
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
    this.#listening = null;
    this.#sweepTime.forget();
    this.controls.forget();
    this.#pick(null);
    // A transform was chosen for the rate of what was open.
    if (another && !first) {
      const { fft: _fft, ...kept } = this.#settings;
      this.#settings = kept;
      this.viewport.forget();
    }
    try {
      const source = await engine.open(request);
      if (generation !== this.#generation) return;
      const settings = { ...source.settings, ...this.#settings };
      if (!sameSettings(settings, source.settings)) await engine.configure(settings);
      if (generation !== this.#generation) return;
      this.#source = source;
      this.#noteGranted(source, {});
      this.viewport.place(source, !another);
      for (const notice of source.notices) this.notify(notice);
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

  /** @param request which radio, what it is called, and how it is to be set */
  openUsb(request: Omit<UsbRequest, 'kind'>): Promise<void> {
    return this.open({ kind: 'usb', ...request });
  }

  /**
   * Makes the USB radio that is open sweep a band, or go back to its tuning (null). What it cannot sweep is told in a notice, and it goes on at its
   * tuning.
   */
  async sweepOver(span: SweepSpan | null): Promise<void> {
    const request = this.#request;
    if (request?.kind !== 'usb') return;
    const { sweep: _sweep, ...want } = request.want;
    await this.open({ ...request, want: span === null ? want : { ...want, sweep: span } });
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

  /** Ends for good, workers and all. */
  async dispose(): Promise<void> {
    await this.close();
    this.#engine?.dispose();
  }

  async togglePause(): Promise<void> {
    if (this.stage === 'running') await this.#engine?.pause();
    else if (this.stage === 'paused') await this.#engine?.resume();
    else if (this.stage === 'ended') await this.seek(0);
  }

  /** @param position in a recording, 0..1 */
  async seek(position: number): Promise<void> {
    this.viewport.set({ backSeconds: 0 });
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

  /** Whether anybody sees it: what is hidden goes on receiving. */
  setShown(shown: boolean): void {
    this.#engine?.setShown(shown);
  }

  /** Products that can be connected. Empty without an engine. @throws Error when the engine cannot be loaded */
  async usbIds() {
    return (await this.#engine?.usbIds()) ?? [];
  }

  async configure(change: Partial<EngineSettings>): Promise<void> {
    this.#settings = { ...this.#settings, ...change };
    const settings = this.settings;
    if (settings !== null) await this.#engine?.configure(settings);
  }

  /** Moves the view by a share of itself. Past the edge of the band a live source is tuned on, in steps that are easy to read. */
  slide(share: number): void {
    const { band } = this.viewport;
    const beyond = this.viewport.pan(share);
    const center = this.#tuner.asked ?? this.#source?.center ?? null;
    if (!this.tunable || center === null || beyond === 0) return;
    const wanted = this.#tuner.push(beyond, niceStep((band.highHz - band.lowHz) / 50), center);
    if (wanted !== null) void this.tune(wanted);
  }

  /** Marks a detection, and shows its surroundings where asked. */
  pick(id: number | null, bringIntoView = false): void {
    this.#pick(id);
    const found = id === null ? undefined : this.#status.detections.find((detection) => detection.id === id);
    if (found !== undefined && bringIntoView) this.viewport.bringIntoView(found, found.start, found.stop);
  }

  /** The smallest detection that holds a point of the waterfall. */
  detectionAt(hz: number, time: number, slackHz = 0, slackSeconds = 0): ReceivedDetection | null {
    const hits = this.#status.detections.filter(
      ({ lowHz, highHz, start, stop }) =>
        hz >= lowHz - slackHz && hz <= highHz + slackHz && time >= start - slackSeconds && time <= stop + slackSeconds
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

  async #configureRadio(want: SourceWant): Promise<void> {
    const generation = this.#generation;
    const before = this.#source?.rate;
    const source = await this.#engine?.configureRadio(want);
    if (source === undefined || generation !== this.#generation) return;
    this.#noteGranted(source, want);
    // Another rate is another stream: the band changes, the waterfall starts anew, and a transform was chosen for the rate before.
    const another = source.rate !== before;
    if (another) {
      const { fft: _fft, ...kept } = this.#settings;
      this.#settings = kept;
      this.viewport.forget();
    }
    this.#source = source;
    if (another) this.viewport.place(source, false);
  }

  /** The request is what is opened again after a failure, and what links and the next visit say. */
  #noteGranted({ radio, device, title }: SourceInfo, want: SourceWant): void {
    const request = this.#request;
    if (radio === null || request === null || request.kind === 'file') return;
    const { info, state } = radio;
    if (request.kind === 'sim') this.#request = { ...request, center: state.center, rate: state.rate };
    else
      this.#request = {
        ...request,
        device,
        name: title,
        confirmed: true,
        want: grantedWant(mergeWants(request.want, want), info, state)
      };
  }

  #pick(id: number | null): void {
    this.#picked = id;
    this.#engine?.pick(id);
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

function area({ lowHz, highHz, start, stop }: ReceivedDetection): number {
  return (highHz - lowHz) * (stop - start);
}
