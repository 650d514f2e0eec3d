import { expose } from 'comlink';
import { SampleRing, type RingMark, type RingSpan } from '#lib/base/sampleRing.ts';
import { SampleTimes } from '#lib/base/sampleTimes.ts';
import { createCanvasPlot } from '#lib/draw/canvasPlot.ts';
import { describePlot } from '#lib/draw/describe.ts';
import type { Plot, PlotBand, PlotProbe } from '#lib/draw/plot.ts';
import type { PlotView } from '#lib/draw/plotView.ts';
import { powerToDb } from '#lib/dsp/powerToDb.ts';
import type { CanvasSize, SpectrumStatus, SpectrumWorker } from '#lib/platform/tab/spectrumWorker.ts';
import { macrotask } from '#lib/platform/web/macrotask.ts';
import type { EngineSettings } from '#lib/spectrum/engineSettings.ts';
import { strongestBin } from '#lib/spectrum/levelMeter.ts';
import { SpectrumPipeline } from '#lib/spectrum/spectrumPipeline.ts';
import { SweepPipeline } from '#lib/spectrum/sweepPipeline.ts';
import type { ReceivedDetection, SourceInfo } from '#lib/state/receiverEngine.ts';

/** Samples go in slices of this length, so that messages and drawing never wait long. */
const sliceMs = 8;
const statusMs = 200;
/** Open boxes grow this often. */
const boxesMs = 100;
/** A machine that is too slow for good still shows what it receives, this often. */
const sheddingMs = 1000;
/** Clocks differ by less than this where a stream simply goes on. */
const leapSeconds = 0.005;

/** One source being received: what lives from `start` to `stop`. */
interface Reception {
  readonly ring: SampleRing;
  readonly pipeline: SpectrumPipeline | SweepPipeline;
  source: SourceInfo;
  readonly times: SampleTimes;
  /** Of what comes next out of the ring; null before the first mark. A sweep has another one with nearly every mark. */
  center: number | null;
  time: number;
  lost: number;
  drained: boolean;
  drawn: boolean;
}

class SpectrumHost implements SpectrumWorker {
  #plot: Plot | null = null;
  #view: PlotView | null = null;
  #picked: number | null = null;
  #reception: Reception | null = null;
  #tell: (status: SpectrumStatus) => void = () => undefined;
  #statusDue = 0;
  #boxesDue = 0;
  #drawing = false;
  #drawnAt = 0;
  #shown = true;
  #busy = 0;
  #loadSince = 0;
  #load = 0;

  attach(spectrum: OffscreenCanvas, waterfall: OffscreenCanvas): void {
    this.#plot = createCanvasPlot(spectrum, waterfall);
    if (this.#view !== null) this.#plot.setView(this.#view);
    if (this.#reception !== null) this.#plot.reset(this.#band(this.#reception));
  }

  resize(spectrum: CanvasSize, waterfall: CanvasSize, pixelRatio: number): void {
    const pixels = ({ width, height }: CanvasSize) => ({
      width: Math.round(width * pixelRatio),
      height: Math.round(height * pixelRatio)
    });
    this.#plot?.resize(pixels(spectrum), pixels(waterfall), pixelRatio);
    this.#draw();
  }

  onStatus(listener: (status: SpectrumStatus) => void): void {
    this.#tell = listener;
  }

  start(buffer: SharedArrayBuffer, source: SourceInfo): void {
    this.#reception = {
      ring: new SampleRing(buffer),
      pipeline: this.#pipeline(source),
      source,
      times: new SampleTimes(source.rate),
      center: null,
      time: 0,
      lost: 0,
      drained: false,
      drawn: false
    };
    this.#picked = null;
    this.#plot?.reset(this.#band(this.#reception));
    this.#loadSince = performance.now();
    this.#busy = 0;
    // What breaks off here is told to the page as an error of this worker.
    this.#receive(this.#reception).catch(reportError);
  }

  stop(): void {
    this.#reception = null;
  }

  #pipeline(source: SourceInfo): Reception['pipeline'] {
    const sweep = source.radio?.info.sweep;
    // A sweep pauses between its stops: its rows know themselves when they were.
    if (sweep !== undefined)
      return new SweepPipeline({ ...source, sweep }, source.settings, (row) => this.#plot?.addRow(row));
    return new SpectrumPipeline(source, source.settings, ({ sampleIndex, samples, mean, peak }) => {
      const time = this.#reception?.times.at(sampleIndex);
      if (time !== undefined) this.#plot?.addRow({ time, seconds: samples / source.rate, mean, peak });
    });
  }

  configure(settings: EngineSettings): void {
    const reception = this.#reception;
    if (reception === null) return;
    reception.pipeline.configure(settings);
    this.#plot?.reset(this.#band(reception));
  }

  setView(view: PlotView): void {
    this.#view = view;
    this.#plot?.setView(view);
    this.#draw();
  }

  setShown(shown: boolean): void {
    this.#shown = shown;
    this.#draw();
  }

  probe(canvas: 'spectrum' | 'waterfall', x: number, y: number): PlotProbe {
    return this.#plot?.probe(canvas, x, y) ?? { hz: 0, time: null, dbfs: null };
  }

  describe(): readonly string[] {
    const reception = this.#reception;
    if (reception === null || this.#view === null) return ['Nothing is being received.'];
    const { pipeline, source } = reception;
    return describePlot({
      band: this.#band(reception),
      // What is never looked for must not be said to be absent.
      view: pipeline instanceof SweepPipeline ? { ...this.#view, detections: false } : this.#view,
      centerHz: source.center,
      row: pipeline.latest,
      detections: pipeline.detections
    });
  }

  clearTraces(): void {
    this.#plot?.clearTraces();
    this.#draw();
  }

  pick(detection: number | null): void {
    this.#picked = detection;
    if (this.#reception !== null) this.#showBoxes(this.#reception);
    this.#draw();
  }

  /** Takes samples as they come until the source ends or another one is started. The pace is the ring's, never a timer's. */
  async #receive(reception: Reception): Promise<void> {
    const { ring, pipeline, source } = reception;
    const slice = Math.max(4096, Math.ceil(source.rate * 0.02));
    while (this.#reception === reception) {
      const began = performance.now();
      let span: RingSpan | null;
      do {
        span = ring.peek(slice);
        if (span === null) break;
        if (span.mark !== null) this.#onMark(reception, span.mark);
        if (pipeline instanceof SpectrumPipeline) pipeline.push(span.data, span.sampleIndex);
        else if (reception.center !== null)
          pipeline.push(span.data, span.sampleIndex, {
            center: reception.center,
            time: reception.times.at(span.sampleIndex)
          });
        reception.time = reception.times.at(span.sampleIndex + span.samples);
        ring.advance(span.samples);
      } while (performance.now() - began < sliceMs);
      this.#busy += performance.now() - began;
      if (ring.finished && !reception.drained) {
        pipeline.flush();
        reception.drained = true;
        this.#statusDue = 0;
        this.#boxesDue = 0;
      }
      if (!isShedding(reception) || performance.now() - this.#drawnAt > sheddingMs) this.#draw();
      this.#report(reception);
      if (reception.drained) return;
      if (span === null) await ring.ready(statusMs);
      await macrotask();
    }
  }

  #onMark(reception: Reception, mark: RingMark): void {
    const { pipeline } = reception;
    reception.lost += mark.droppedBefore;
    // A seek or a gap in a recording: indices go on, time does not, and nothing may be taken for one signal across it.
    const leap = Math.abs(mark.time - reception.times.at(mark.sampleIndex)) > leapSeconds;
    if (pipeline instanceof SpectrumPipeline && reception.center !== null && leap) pipeline.flush();
    reception.times.begin(mark.sampleIndex, mark.time);
    if (pipeline instanceof SpectrumPipeline && reception.center !== null && mark.center !== reception.center) {
      // Rows and detections of another tuning do not belong into the same picture.
      pipeline.retune();
      reception.source = { ...reception.source, center: mark.center };
      this.#plot?.reset(this.#band(reception));
    }
    reception.center = mark.center;
  }

  /** Asks for one drawing at the screen's next turn; a hidden tab gets none, and reception goes on. */
  #draw(): void {
    if (this.#drawing || !this.#shown || this.#plot === null) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      const began = performance.now();
      if (this.#reception !== null && began >= this.#boxesDue) this.#showBoxes(this.#reception);
      this.#plot?.draw();
      this.#drawnAt = performance.now();
      this.#busy += performance.now() - began;
      this.#onDrawn();
    });
  }

  /** Tells at once when the first row of a source is on screen, and after the end whatever was drawn. */
  #onDrawn(): void {
    const reception = this.#reception;
    if (reception === null) return;
    // After the end nothing else would tell of levels that a changed view brought.
    if (!reception.drained && (reception.drawn || (this.#plot?.state().rows ?? 0) === 0)) return;
    reception.drawn ||= (this.#plot?.state().rows ?? 0) > 0;
    this.#statusDue = 0;
    this.#report(reception);
  }

  #showBoxes(reception: Reception): void {
    this.#boxesDue = performance.now() + boxesMs;
    this.#plot?.setBoxes(
      timedDetections(reception).map(({ id, start, stop, lowHz, highHz }) => ({
        id,
        start,
        stop,
        lowHz,
        highHz,
        picked: id === this.#picked
      }))
    );
  }

  /** Edges of the first and the last bin: half a bin outside their centres. */
  #band({ source, pipeline }: Reception): PlotBand {
    const lowHz = firstHz(source, pipeline) - pipeline.binHz / 2;
    return { lowHz, highHz: lowHz + pipeline.bins * pipeline.binHz, bins: pipeline.bins, center: source.center };
  }

  #report(reception: Reception): void {
    const now = performance.now();
    if (now < this.#statusDue) return;
    this.#statusDue = now + statusMs;
    if (now - this.#loadSince >= 1000) {
      this.#load = this.#busy / (now - this.#loadSince);
      this.#busy = 0;
      this.#loadSince = now;
    }
    const { ring, pipeline } = reception;
    this.#tell({
      drained: reception.drained,
      drawn: reception.drawn,
      received: pipeline.received + reception.lost,
      transformed: pipeline.transformed,
      missed: reception.lost,
      tail: pipeline.tail,
      time: reception.time,
      engine: pipeline.engine,
      painter: this.#plot?.painter ?? '',
      load: this.#load,
      fill: ring.fill,
      shedding: isShedding(reception),
      center: reception.source.center,
      plot: this.#plot?.state() ?? { minDbfs: -120, maxDbfs: 0, rows: 0, oldest: null, newest: null },
      strongest: this.#strongest(reception),
      detections: timedDetections(reception),
      detectionCount: pipeline.detectionCount
    });
  }

  #strongest({ source, pipeline }: Reception): SpectrumStatus['strongest'] {
    const row = pipeline.latest;
    if (row === null) return null;
    const { binHz } = pipeline;
    const low = this.#view?.lowHz ?? source.lowHz;
    const high = this.#view?.highHz ?? source.highHz;
    const first = firstHz(source, pipeline);
    const found = strongestBin(row, Math.ceil((low - first) / binHz), Math.floor((high - first) / binHz));
    return found === null ? null : { hz: first + found.bin * binHz, dbfs: powerToDb(found.power) };
  }
}

/** Where the first bin of a row lies, Hz offset from the centre. */
function firstHz(source: SourceInfo, pipeline: Reception['pipeline']): number {
  return pipeline instanceof SpectrumPipeline ? source.lowHz : pipeline.firstHz - (source.center ?? 0);
}

/** Above the high-water mark drawing waits, where samples would be lost otherwise: they come first. A file waits instead. */
function isShedding({ ring, source }: Reception): boolean {
  return source.paced && ring.pressured;
}

function timedDetections({ pipeline, times }: Reception): ReceivedDetection[] {
  return pipeline.detections.map((detection) => ({
    ...detection,
    start: times.at(detection.startSample),
    stop: times.at(detection.stopSample)
  }));
}

expose(new SpectrumHost());
