import type { Detection } from '#lib/spectrum/detection.ts';
import type { PlotProbe, PlotState } from '#lib/draw/plot.ts';
import type { PlotView } from '#lib/draw/plotView.ts';
import type { SampleFormat } from '#lib/base/sampleFormat.ts';
import type { RadioInfo, RadioState } from '#lib/radio/radio.ts';
import type { RadioSetting, SettingValue } from '#lib/radio/radioSetting.ts';
import type { EngineSettings } from '#lib/spectrum/engineSettings.ts';
import type { SourceWant, SweepSpan, UsbProduct, UsbRadioId, UsbRequest } from './radioRequest.ts';

/** What a driver says of its radio, for those who show it without knowing drivers. */
export type DriverInfo = RadioInfo;
export type DriverSetting = RadioSetting;
export type DriverValue = SettingValue;

/** What to listen to. */
export type SourceRequest =
  | { readonly kind: 'sim'; readonly seed: number; readonly center: number; readonly rate: number }
  | UsbRequest
  | {
      readonly kind: 'file';
      /** One file, or the parts of a SigMF pair. */
      readonly files: readonly File[];
      /** Overrides of what metadata and name say; null leaves it to them. */
      readonly format: SampleFormat | null;
      readonly rate: number | null;
      readonly center: number | null;
      readonly loop: boolean;
      /** 'real-time' plays at the sample clock (short files are stretched to a second), 'max' as fast as the engine takes it. */
      readonly pace: 'real-time' | 'max';
    };

/** What was opened. */
export interface SourceInfo {
  readonly title: string;
  readonly driver: string;
  readonly format: SampleFormat;
  readonly rate: number;
  /** Hz; null when nobody knows where the recording was tuned (then axes show offsets). */
  readonly center: number | null;
  /** Total samples of a recording, null for a live source. */
  readonly samples: number | null;
  /** Seconds since 1970 of sample 0, or null when the source has no date. */
  readonly startTime: number | null;
  readonly notices: readonly string[];
  /** True: samples come whether they are taken or not, and are lost when nobody is quick enough. */
  readonly paced: boolean;
  /** Band on screen, Hz offset from the centre. */
  readonly lowHz: number;
  readonly highHz: number;
  /** Transform that was chosen for its rate. */
  readonly settings: EngineSettings;
  /** Rates and tuning range that may be asked of it; empty for a recording. */
  readonly rates: readonly number[];
  readonly centers: readonly { readonly min: number; readonly max: number }[];
  /** What can be set of a live source, and what it has set; null for a recording. */
  readonly radio: { readonly info: RadioInfo; readonly state: RadioState } | null;
  /** Which USB radio it turned out to be; null for everything else. */
  readonly device: UsbRadioId | null;
  /** What it can be made to sweep; null: it cannot sweep. */
  readonly reach: SweepSpan | null;
}

/** A detection with its times: seconds on the source's clock. */
export interface ReceivedDetection extends Detection {
  readonly start: number;
  readonly stop: number;
}

/** What goes on; posted about five times a second and at every change of state. */
export interface EngineStatus {
  readonly state: 'idle' | 'opening' | 'running' | 'paused' | 'unplugged' | 'ended' | 'failed';
  /** Error of a failed source: code and words from the catalogue. */
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Samples that came from the source, that were transformed, that were lost or not transformed (must be 0), and the short tail at the end. */
  readonly received: number;
  readonly transformed: number;
  readonly missed: number;
  readonly tail: number;
  /** Seconds on the source's clock of the newest sample. */
  readonly time: number;
  readonly engine: string;
  readonly painter: string;
  /** Share of one core that the engine uses, 0..1, and fill of the ring, 0..1. */
  readonly load: number;
  readonly fill: number;
  /** True while drawing is shed because the ring is above its high-water mark. */
  readonly shedding: boolean;
  readonly plot: PlotState;
  /** Centre of what is on screen, Hz: a recording may have been retuned on the way. */
  readonly center: number | null;
  /** Strongest bin of the newest row inside the view. */
  readonly strongest: { readonly hz: number; readonly dbfs: number } | null;
  /** Open detections first, then the latest closed ones, at most 200. */
  readonly detections: readonly ReceivedDetection[];
  readonly detectionCount: number;
}

/** The engine as the page sees it: two dedicated workers behind it (platform/tab/tabReceiverEngine.ts), a scripted one in component tests. */
export interface ReceiverEngine {
  /** Hands both canvases over, once. */
  attach(spectrum: OffscreenCanvas, waterfall: OffscreenCanvas): void;
  resize(
    spectrum: { width: number; height: number },
    waterfall: { width: number; height: number },
    pixelRatio: number
  ): void;
  onStatus(listener: (status: EngineStatus) => void): void;
  /** Told when a source changes by itself: a radio that was plugged in again may have set something else. */
  onSource(listener: (source: SourceInfo) => void): void;
  /** Products that a USB driver of ours knows: what a person is to choose among. */
  usbIds(): Promise<readonly UsbProduct[]>;
  /** Closes what was open and opens this. @throws Error with a catalogue text. */
  open(source: SourceRequest): Promise<SourceInfo>;
  /** Sets what is wanted of a live source; answers with what it did. Another rate is another stream: counters and waterfall start anew. */
  configureRadio(want: SourceWant): Promise<SourceInfo>;
  configure(settings: EngineSettings): Promise<void>;
  setView(view: PlotView): void;
  /** Whether anybody sees it: what is hidden goes on receiving, undrawn. */
  setShown(shown: boolean): void;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Position in a recording, 0..1. */
  seek(position: number): Promise<void>;
  close(): Promise<void>;
  probe(canvas: 'spectrum' | 'waterfall', x: number, y: number): Promise<PlotProbe>;
  /** What is on screen, in a few plain sentences, for those who cannot see it. */
  describe(): Promise<readonly string[]>;
  clearTraces(): void;
  /** Ends its workers: nothing can be opened any more. */
  dispose(): void;
  pick(detection: number | null): void;
}
