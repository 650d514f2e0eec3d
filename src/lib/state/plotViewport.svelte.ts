import { frequencyOrigin } from '#lib/draw/frequencyOrigin.ts';
import { clampSpan, panFrequency, panTime, zoomAt, zoomTimeAt, type FrequencySpan } from '#lib/draw/mapping.ts';
import type { PlotBand } from '#lib/draw/plot.ts';
import type { PlotView } from '#lib/draw/plotView.ts';
import { frequencyTicks, levelTicks, timeTicks, type Tick } from '#lib/draw/ticks.ts';
import type { EngineSettings } from '#lib/spectrum/engineSettings.ts';
import { defaultSim, levelRange, spanRange, type ReceiveLink } from './receiveLink.ts';
import type { EngineStatus, SourceInfo } from './receiverEngine.ts';
import { sweepSeconds } from './sweepTime.ts';

/** Levels at the ends of the palette and of the level axis, dBFS. */
export interface LevelSpan {
  readonly low: number;
  readonly high: number;
}

/** What a viewport looks at. Read anew every time: what depends on it follows. */
export interface PlotSubject {
  readonly source: SourceInfo | null;
  readonly settings: EngineSettings | null;
  readonly status: EngineStatus;
  /** Whether times are seconds since 1970. */
  readonly dated: boolean;
}

/** The parts of a link that say how the plot is looked at. */
type ViewLink = Pick<
  ReceiveLink,
  'low' | 'high' | 'span' | 'min' | 'max' | 'palette' | 'row' | 'peakHold' | 'average' | 'detections'
>;

/** Seconds of waterfall of a live source until somebody chooses. */
const liveSpan = 20;
/** Rounds of a sweep that are slower than that. */
const liveRounds = 30;
/** Least difference between the levels at the ends of the axis, dB. */
const leastLevels = 5;

/** What of the band, of the past and of the levels is on screen, and the axes that go with it. Whatever changes is sent on at once. */
export class PlotViewport {
  readonly #subject: PlotSubject;
  readonly #send: (view: PlotView) => void;
  #view: PlotView = $state.raw({
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
  #spanChosen = $state(false);
  /** The span that the link asks for, until a source has been placed. */
  #asked: FrequencySpan | null = null;

  constructor(subject: PlotSubject, link: ViewLink, send: (view: PlotView) => void) {
    const { low, high, span, min, max, palette, row, peakHold, average, detections } = link;
    this.#subject = subject;
    this.#send = send;
    this.#spanChosen = span !== null;
    if (low !== null && high !== null) this.#asked = { lowHz: low, highHz: high };
    this.#show({
      spanSeconds: span ?? liveSpan,
      autoLevels: min === null,
      minDbfs: min ?? this.#view.minDbfs,
      maxDbfs: max ?? this.#view.maxDbfs,
      palette,
      row,
      peakHold,
      average,
      detections
    });
  }

  get view(): PlotView {
    return this.#view;
  }
  /** All that the source spans. */
  get band(): PlotBand {
    const { source, settings } = this.#subject;
    const { lowHz, highHz } = source ?? this.#view;
    const fft = settings?.fft ?? 1024;
    // A sweep puts many transforms side by side.
    const wide = source?.radio?.info.sweep !== undefined;
    return { lowHz, highHz, bins: wide ? Math.ceil(((highHz - lowHz) / source.rate) * fft) : fft };
  }
  get zoomed(): boolean {
    const { lowHz, highHz } = this.band;
    return this.#view.highHz - this.#view.lowHz < (highHz - lowHz) * 0.9999;
  }
  /** What is added to an offset to say a frequency, Hz; null when nobody knows. */
  get origin(): number | null {
    const { source } = this.#subject;
    return source === null ? null : frequencyOrigin(source, source.center);
  }
  /** Levels on screen: what automatic levels chose, or what was set. */
  get levels(): LevelSpan {
    const { autoLevels, minDbfs, maxDbfs } = this.#view;
    const { plot } = this.#subject.status;
    return autoLevels ? { low: plot.minDbfs, high: plot.maxDbfs } : { low: minDbfs, high: maxDbfs };
  }
  /** The address that shows the same; what suits the source by itself is null. */
  get link(): ViewLink {
    const { lowHz, highHz, spanSeconds, autoLevels, minDbfs, maxDbfs } = this.#view;
    const { palette, row, peakHold, average, detections } = this.#view;
    return {
      low: this.zoomed ? lowHz : null,
      high: this.zoomed ? highHz : null,
      span: this.#spanChosen ? spanSeconds : null,
      min: autoLevels ? null : minDbfs,
      max: autoLevels ? null : maxDbfs,
      palette,
      row,
      peakHold,
      average,
      detections
    };
  }

  set(change: Partial<PlotView>): void {
    if (change.spanSeconds !== undefined) this.#spanChosen = true;
    this.#show(change);
  }

  /** Levels, time and span were chosen for what was open: they say nothing about another source. */
  forget(): void {
    this.#spanChosen = false;
    this.#asked = null;
    this.#show({ autoLevels: true });
  }

  /**
   * First view of a source: the whole band, or what the link asks for. A short recording fills the waterfall.
   * @param again the source that was open before: what was on screen stays
   */
  place({ lowHz, highHz, samples, rate, radio }: SourceInfo, again: boolean): void {
    const asked = this.#asked;
    this.#asked = null;
    const kept = again && this.#view.lowHz >= lowHz && this.#view.highHz <= highHz;
    if (asked !== null && asked.highHz > lowHz && asked.lowHz < highHz)
      this.#show(clampSpan(this.band, { lowHz: Math.max(asked.lowHz, lowHz), highHz: Math.min(asked.highHz, highHz) }));
    else if (!kept) this.#show({ lowHz, highHz });
    const sweep = radio?.info.sweep;
    // A slow sweep shows some rounds, not a second of one.
    const live = sweep === undefined ? liveSpan : Math.max(liveSpan, liveRounds * sweepSeconds(sweep, rate));
    const length = samples === null ? live : samples / rate;
    const spanSeconds = this.#spanChosen
      ? this.#view.spanSeconds
      : Math.min(spanRange.high, Math.max(spanRange.low, Math.min(live, length)));
    this.#show({ backSeconds: 0, spanSeconds });
  }

  /** Zooms in frequency. @param factor > 1 shows less @param at 0..1 across the plot: stays where it is */
  zoom(factor: number, at = 0.5): void {
    this.#show(zoomAt(this.#view, this.band, at, factor));
  }
  /** Moves by a share of what is shown, as far as the band goes. @returns Hz that were left over at its edge; 0 within it */
  pan(share: number): number {
    const { lowHz, highHz } = this.#view;
    const moved = panFrequency(this.#view, this.band, share);
    if (moved.lowHz !== lowHz) this.#show(moved);
    const left = share * (highHz - lowHz) - (moved.lowHz - lowHz);
    return Math.abs(left) < (highHz - lowHz) * 1e-6 ? 0 : left;
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
    this.#show(zoomTimeAt(this.#view, this.#subject.status.plot, at, factor));
  }
  /** Moves through the past by a share of what is shown; never beyond what is held. */
  slideTime(share: number): void {
    this.#show(panTime(this.#view, this.#subject.status.plot, share));
  }

  /** Shows a stretch of frequency with its surroundings, and goes back in time to it where it is out of sight. */
  bringIntoView({ lowHz, highHz }: FrequencySpan, start: number, stop: number): void {
    const margin = Math.max((highHz - lowHz) * 2, (this.band.highHz - this.band.lowHz) / 64);
    this.#show(clampSpan(this.band, { lowHz: lowHz - margin, highHz: highHz + margin }));
    const { newest } = this.#subject.status.plot;
    if (newest === null) return;
    const { backSeconds, spanSeconds } = this.#view;
    if (newest - stop < backSeconds || newest - start > backSeconds + spanSeconds)
      this.#show({ backSeconds: Math.max(0, newest - (start + stop) / 2 - spanSeconds / 2) });
  }

  frequencyTicks(width: number): readonly Tick[] {
    const { lowHz, highHz } = this.#view;
    return frequencyTicks(lowHz, highHz, this.origin, width);
  }
  levelTicks(height: number): readonly Tick[] {
    return levelTicks(this.levels.low, this.levels.high, height);
  }
  /** Times of day where the source has a date, else from its start. */
  timeTicks(height: number): readonly Tick[] {
    const { status, dated } = this.#subject;
    const { newest } = status.plot;
    if (newest === null) return [];
    const top = newest - this.#view.backSeconds;
    const ticks = timeTicks(top, top - this.#view.spanSeconds, height, dated ? 0 : null);
    // A recording has no time before its start.
    return dated ? ticks : ticks.filter(({ value }) => value >= 0);
  }

  #show(change: Partial<PlotView>): void {
    this.#view = { ...this.#view, ...change };
    this.#send(this.#view);
  }
}
