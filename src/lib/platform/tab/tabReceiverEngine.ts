import { proxy, transfer, wrap, type Remote } from 'comlink';
import { sampleFormats } from '#lib/base/sampleFormat.ts';
import { errorText } from '#lib/base/errorText.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { PlotProbe } from '#lib/draw/plot.ts';
import type { PlotView } from '#lib/draw/plotView.ts';
import { defaultSettings, type EngineSettings } from '#lib/spectrum/engineSettings.ts';
import { defaultSweepSettings } from '#lib/spectrum/sweepTransform.ts';
import type { RadioInfo, RadioState } from '#lib/radio/radio.ts';
import { idleStatus } from '#lib/state/idleStatus.ts';
import { offeredRates } from '#lib/state/offeredRates.ts';
import type { SourceWant, UsbProduct } from '#lib/state/radioRequest.ts';
import { sweepReach } from '#lib/state/sweepReach.ts';
import type { EngineStatus, ReceiverEngine, SourceInfo, SourceRequest } from '#lib/state/receiverEngine.ts';
import { LateWorker } from './lateWorker.ts';
import type { ConfiguredRadio, OpenedRadio, Outcome, RadioEvent, RadioWorker } from './radioWorker.ts';
import type { CanvasSize, SpectrumStatus, SpectrumWorker } from './spectrumWorker.ts';

/** Name of the performance mark that is set when the first row of a source is on screen. */
const firstRowMark = 'wavepool:first-row';

/** How the page gets its workers; the root that knows the files hands this in. */
export interface TabWorkers {
  radio(): Worker;
  spectrum(): Worker;
}

/** An error of the source, with its stable code. */
class SourceError extends Error {
  readonly code: string;
  constructor(failed: { code: string; message: string }) {
    super(failed.message);
    this.name = 'SourceError';
    this.code = failed.code;
  }
}

/**
 * The engine behind the Receive page: one worker owns the radio and writes samples into a shared ring, another one makes spectra of every one of
 * them, finds signals and draws. This side only steers: no sample ever comes here.
 */
export function createTabReceiverEngine(workers: TabWorkers): ReceiverEngine {
  return new TabReceiverEngine(workers);
}

class TabReceiverEngine implements ReceiverEngine {
  readonly #workers: readonly LateWorker[];
  readonly #radioWorker: LateWorker;
  readonly #radio: Remote<RadioWorker>;
  readonly #spectrum: Remote<SpectrumWorker>;
  #listener: (status: EngineStatus) => void = () => undefined;
  #onSource: (source: SourceInfo) => void = () => undefined;
  #latest: SpectrumStatus | null = null;
  #state: EngineStatus['state'] = 'idle';
  #error: EngineStatus['error'] = null;
  #request: SourceRequest | null = null;
  #info: SourceInfo | null = null;
  /** Rises with every open and close: answers that come late belong to a source that is gone. */
  #generation = 0;
  /** Rejects when a worker breaks off: nobody would answer the calls that wait for it. */
  readonly #broken: Promise<never>;
  #break: (error: Error) => void = () => undefined;

  constructor(workers: TabWorkers) {
    this.#broken = new Promise((_, reject) => (this.#break = reject));
    this.#broken.catch(() => undefined);
    const breakOff = (message: string) => this.#breakOff(message);
    const spectrum = new LateWorker(() => workers.spectrum(), breakOff);
    const radio = new LateWorker(() => workers.radio(), breakOff);
    this.#workers = [spectrum, radio];
    this.#radioWorker = radio;
    this.#spectrum = wrap<SpectrumWorker>(spectrum);
    this.#radio = wrap<RadioWorker>(radio);
    void this.#spectrum.onStatus(proxy((status: SpectrumStatus) => this.#onSpectrum(status)));
    void this.#radio.onEvent(proxy((event: RadioEvent) => this.#onRadio(event)));
  }

  get #started(): boolean {
    return this.#workers.every(({ started }) => started);
  }

  attach(spectrum: OffscreenCanvas, waterfall: OffscreenCanvas): void {
    this.#spectrum
      .attach(transfer(spectrum, [spectrum]), transfer(waterfall, [waterfall]))
      .catch((error: unknown) => this.#breakOff(error instanceof Error ? error.message : ''));
  }

  resize(spectrum: CanvasSize, waterfall: CanvasSize, pixelRatio: number): void {
    void this.#spectrum.resize(spectrum, waterfall, pixelRatio);
  }

  onStatus(listener: (status: EngineStatus) => void): void {
    this.#listener = listener;
  }

  onSource(listener: (source: SourceInfo) => void): void {
    this.#onSource = listener;
  }

  async usbIds(): Promise<readonly UsbProduct[]> {
    this.#radioWorker.launch();
    return await Promise.race([this.#radio.usbIds(), this.#broken]);
  }

  async open(request: SourceRequest): Promise<SourceInfo> {
    return this.#open(request);
  }

  async configureRadio(want: SourceWant): Promise<SourceInfo> {
    const before = this.#info;
    if (before === null || before.radio === null)
      throw new WavepoolError('option.bad-value', {
        option: 'tune',
        value: '',
        want: 'open a radio that can be tuned first'
      });
    const generation = this.#generation;
    const answer = unwrap<ConfiguredRadio>(await Promise.race([this.#radio.configure(want), this.#broken]));
    // Another source was opened meanwhile; or another wish was answered.
    const now = this.#info;
    if (generation !== this.#generation || now === null) return now ?? before;
    const { info, state, ring } = answer;
    const next = liveInfo(now, info, state);
    this.#info = next;
    if (ring === null) return next;
    // Its transform was chosen for the rate that it had.
    this.#info = { ...next, settings: { ...next.settings, fft: suiting({ info, state }).fft } };
    this.#latest = null;
    await this.#answer(generation, this.#spectrum.start(ring, this.#info));
    return this.#info;
  }

  async configure(settings: EngineSettings): Promise<void> {
    if (this.#info !== null) this.#info = { ...this.#info, settings };
    await this.#spectrum.configure(settings);
  }

  setView(view: PlotView): void {
    void this.#spectrum.setView(view);
  }

  setShown(shown: boolean): void {
    void this.#spectrum.setShown(shown);
  }

  async pause(): Promise<void> {
    if (this.#state !== 'running') return;
    this.#set('paused');
    await this.#radio.stop();
  }

  async resume(): Promise<void> {
    if (this.#state === 'ended') await this.seek(0);
    if (this.#state !== 'paused') return;
    this.#set('running');
    await this.#radio.start();
  }

  async seek(position: number): Promise<void> {
    const request = this.#request;
    const samples = this.#info?.samples ?? null;
    if (request === null || samples === null) return;
    const sample = Math.min(samples - 1, Math.max(0, Math.round(position * samples)));
    // The ring of an ended source is closed for good.
    if (this.#state === 'ended' || this.#state === 'failed') await this.#open(request, sample, this.#info?.settings);
    else if (!(await this.#radio.seek(sample))) await this.#open(request, sample, this.#info?.settings);
  }

  async close(): Promise<void> {
    this.#generation++;
    this.#request = null;
    this.#info = null;
    this.#set('idle');
    if (!this.#started) return;
    await Promise.all([this.#radio.close(), this.#spectrum.stop()]);
  }

  async probe(canvas: 'spectrum' | 'waterfall', x: number, y: number): Promise<PlotProbe> {
    return this.#started ? this.#spectrum.probe(canvas, x, y) : { hz: 0, time: null, dbfs: null };
  }

  async describe(): Promise<readonly string[]> {
    return this.#started ? this.#spectrum.describe() : [];
  }

  clearTraces(): void {
    void this.#spectrum.clearTraces();
  }

  pick(detection: number | null): void {
    void this.#spectrum.pick(detection);
  }

  dispose(): void {
    this.#generation++;
    for (const worker of this.#workers) worker.terminate();
  }

  /** @param from sample at which to begin @param settings null: what suits the rate */
  async #open(request: SourceRequest, from = 0, settings: EngineSettings | null = null): Promise<SourceInfo> {
    const generation = ++this.#generation;
    // Both load at the same time; calls wait in their queues until the scripts run.
    for (const worker of this.#workers) worker.launch();
    this.#request = request;
    this.#latest = null;
    this.#set('opening');
    await this.#answer(generation, this.#spectrum.stop());
    const outcome = await this.#answer<Outcome<OpenedRadio>>(generation, this.#radio.open(request, generation));
    if ('failed' in outcome) {
      this.#info = null;
      this.#set('failed', outcome.failed);
      throw new SourceError(outcome.failed);
    }
    const info = sourceInfo(outcome.ok, settings ?? suiting(outcome.ok));
    this.#info = info;
    await this.#answer(generation, this.#spectrum.start(outcome.ok.ring, info));
    if (from > 0) await this.#answer(generation, this.#radio.seek(from));
    this.#set('running');
    await this.#answer(generation, this.#radio.start());
    return info;
  }

  /** A worker is gone for good: whoever waits for it is told, and so is the page. */
  #breakOff(message: string): void {
    const why = message === '' ? 'its script could not be loaded' : message;
    const failure = { code: 'engine.failed', message: errorText('engine.failed', { why }) };
    this.#set('failed', failure);
    this.#break(new SourceError(failure));
  }

  /** What a worker answers, unless it has broken off or something else was opened or closed meanwhile. */
  async #answer<T>(generation: number, call: PromiseLike<T>): Promise<T> {
    const answer = await Promise.race([call, this.#broken]);
    if (generation !== this.#generation) throw new Error('Another source was opened meanwhile.');
    return answer;
  }

  #onRadio(event: RadioEvent): void {
    if (event.source !== this.#generation) return;
    if (event.kind === 'failed') this.#set('failed', event);
    else if (event.kind === 'unplugged') {
      // Told again when it is back and cannot be opened.
      if (this.#state === 'running' || this.#state === 'unplugged') this.#set('unplugged', event);
    } else {
      if (this.#info !== null) {
        const notices = event.notice === null ? [] : [event.notice];
        this.#info = { ...liveInfo(this.#info, event.info, event.state), notices };
        this.#onSource(this.#info);
      }
      if (this.#state === 'unplugged') this.#set('running');
    }
  }

  #onSpectrum(status: SpectrumStatus): void {
    if (status.drawn && this.#latest?.drawn !== true) performance.mark(firstRowMark);
    this.#latest = status;
    // The end may come while the last of it is being paused.
    if (status.drained && (this.#state === 'running' || this.#state === 'paused')) this.#state = 'ended';
    this.#tell();
  }

  #set(state: EngineStatus['state'], error: EngineStatus['error'] = null): void {
    this.#state = state;
    this.#error = error === null ? null : { code: error.code, message: error.message };
    this.#tell();
  }

  #tell(): void {
    this.#listener({ ...(this.#latest ?? idleStatus), state: this.#state, error: this.#error });
  }
}

function unwrap<T>(outcome: Outcome<T>): T {
  if ('failed' in outcome) throw new SourceError(outcome.failed);
  return outcome.ok;
}

/** Settings that suit a radio until a person chooses. */
function suiting({ info, state }: Pick<OpenedRadio, 'info' | 'state'>): EngineSettings {
  return info.sweep === undefined ? defaultSettings(state.rate) : defaultSweepSettings(info.sweep, state.rate);
}

function sourceInfo(opened: OpenedRadio, settings: EngineSettings): SourceInfo {
  const { info, state } = opened;
  const rate: number = state.rate;
  return {
    title: opened.title,
    driver: info.driver,
    format: info.format,
    rate,
    center: opened.center,
    samples: info.samples,
    startTime: opened.startTime,
    notices: opened.notices,
    paced: info.paced,
    ...bandOf(info, state),
    settings,
    rates: offeredRates(info, rate),
    centers: info.driver === 'file' ? [] : info.centers,
    radio: info.driver === 'file' ? null : { info, state },
    device: opened.device,
    reach: opened.reach
  };
}

/** The same source after its radio was told something. */
function liveInfo(source: SourceInfo, info: RadioInfo, state: RadioState): SourceInfo {
  const rate: number = state.rate;
  return {
    ...source,
    rate,
    center: state.center,
    ...bandOf(info, state),
    rates: offeredRates(info, rate),
    centers: info.centers,
    radio: { info, state },
    // Another input reaches something else. A sweep says nothing of it.
    reach: source.reach === null || info.sweep !== undefined ? source.reach : sweepReach(info.centers)
  };
}

/** What is on screen, Hz offset from the centre. */
function bandOf({ format, sweep }: RadioInfo, { center, rate }: RadioState): Pick<SourceInfo, 'lowHz' | 'highHz'> {
  if (sweep !== undefined) return { lowHz: sweep.low - center, highHz: sweep.high - center };
  return { lowHz: sampleFormats[format].complex ? rate / -2 : 0, highHz: rate / 2 };
}
