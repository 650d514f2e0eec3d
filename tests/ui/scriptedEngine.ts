import { hz, sampleRate } from '#lib/base/units.ts';
import type { RadioState } from '#lib/radio/radio.ts';
import type {
  EngineStatus,
  ReceiverEngine,
  SourceInfo,
  SourceRequest,
  ReceivedDetection
} from '#lib/state/receiverEngine.ts';

/** One call that the page made. */
export interface EngineCall {
  readonly name: keyof ReceiverEngine;
  readonly args: readonly unknown[];
}

/** An engine that does nothing by itself: a test says what happens, and reads what was asked of it. Opening succeeds with `info` unless `failNext` was set. */
export interface ScriptedEngine extends ReceiverEngine {
  readonly calls: readonly EngineCall[];
  /** Arguments of the latest call of a name. */
  last(name: keyof ReceiverEngine): readonly unknown[] | undefined;
  /** Posts a status: what is not given stays as it was. */
  emit(change: Partial<EngineStatus>): void;
  /** The next `open` fails with this. */
  failNext(code: string, message: string): void;
  /** The next `configureRadio` fails with this. */
  refuseNext(message: string): void;
  /** What hardware makes of a wish; as it is, unless a test says otherwise. */
  grants: (state: RadioState) => RadioState;
  /** The source changes by itself. */
  change(info: SourceInfo): void;
  /** What the next `open` answers with. */
  info: SourceInfo;
}

export const simInfo: SourceInfo = {
  title: 'Simulated world 7',
  driver: 'sim',
  format: 'cu8',
  rate: 2_400_000,
  center: 100_000_000,
  samples: null,
  startTime: 1_700_000_000,
  notices: [],
  paced: true,
  lowHz: -1_200_000,
  highHz: 1_200_000,
  settings: { fft: 4096, window: 'hann', overlap: 0.5 },
  rates: [1_024_000, 2_400_000],
  centers: [{ min: 24e6, max: 1766e6 }],
  radio: {
    info: {
      driver: 'sim',
      model: 'Simulated radio',
      serial: 'SIM-1',
      format: 'cu8',
      centers: [{ min: 24e6, max: 1766e6 }],
      rates: [{ min: 225e3, max: 20e6 }],
      gains: [{ min: 0, max: 50 }],
      settings: [],
      clock: { source: 'simulated', ppm: 0 },
      paced: true,
      samples: null,
      notices: []
    },
    state: { center: hz(100e6), rate: sampleRate(2.4e6), gain: 'auto', ppm: 0, settings: {} }
  },
  device: null,
  reach: null
};

/** A dongle with one setting of every kind. */
export const usbInfo: SourceInfo = {
  ...simInfo,
  title: 'RTL-SDR Blog V4',
  driver: 'rtlsdr',
  rates: [1_024_000, 2_048_000, 2_400_000, 3_200_000],
  radio: {
    info: {
      ...simInfo.radio!.info,
      driver: 'rtlsdr',
      model: 'RTL-SDR Blog V4',
      serial: '00000001',
      gains: [0, 9, 14, 27, 37, 77, 87].map((tenths) => ({ min: tenths / 10, max: tenths / 10 })),
      settings: [
        {
          kind: 'switch',
          key: 'bias-tee',
          label: 'Bias tee',
          hint: '',
          warning: 'Puts 4.5 V on the antenna socket.'
        },
        { kind: 'switch', key: 'agc', label: 'Digital AGC', hint: 'Of the demodulator', warning: null },
        {
          kind: 'choice',
          key: 'direct-sampling',
          label: 'Direct sampling',
          hint: '',
          warning: null,
          choices: [
            { value: 'off', label: 'Off' },
            { value: 'q', label: 'Q input' }
          ]
        },
        {
          kind: 'number',
          key: 'bandwidth',
          label: 'Bandwidth',
          hint: '',
          warning: null,
          unit: 'Hz',
          ranges: [0, 300e3, 2.4e6].map((value) => ({ min: value, max: value }))
        }
      ]
    },
    state: {
      ...simInfo.radio!.state,
      settings: { 'bias-tee': false, agc: false, 'direct-sampling': 'off', bandwidth: 0 }
    }
  },
  device: { vendorId: 0x0bda, productId: 0x2838, serial: '00000001', nth: 0 },
  reach: { low: 24e6, high: 1766e6 }
};

export const fileInfo: SourceInfo = {
  ...simInfo,
  title: 'g001_433.92M_250k.cu8',
  driver: 'file',
  rate: 250_000,
  center: 433_920_000,
  samples: 2_500_000,
  startTime: null,
  lowHz: -125_000,
  highHz: 125_000,
  rates: [],
  centers: [],
  radio: null
};

/** Real samples: nobody knows of a centre, and they have none. */
export const audioInfo: SourceInfo = {
  ...fileInfo,
  title: 'band.wav',
  format: 's16',
  rate: 48_000,
  center: null,
  lowHz: 0,
  highHz: 24_000
};

export const burst: ReceivedDetection = {
  id: 3,
  startSample: 1_200_000,
  stopSample: 1_440_000,
  start: 1_700_000_000.5,
  stop: 1_700_000_000.6,
  lowHz: -112_500,
  highHz: -87_500,
  centerHz: -100_000,
  peakDbfs: -31.4,
  snrDb: 42.3,
  open: false
};

export function createScriptedEngine(info: SourceInfo = simInfo): ScriptedEngine {
  const calls: EngineCall[] = [];
  let listener: (status: EngineStatus) => void = () => undefined;
  let changed: (source: SourceInfo) => void = () => undefined;
  let failure: EngineStatus['error'] = null;
  let refusal: string | null = null;
  let current: EngineStatus = {
    state: 'idle',
    error: null,
    received: 0,
    transformed: 0,
    missed: 0,
    tail: 0,
    time: 0,
    engine: 'WASM SIMD',
    painter: 'canvas 2D',
    load: 0.11,
    fill: 0.02,
    shedding: false,
    plot: { minDbfs: -110, maxDbfs: -20, rows: 0, oldest: null, newest: null },
    center: null,
    strongest: null,
    detections: [],
    detectionCount: 0
  };
  const call = (name: keyof ReceiverEngine, ...args: unknown[]): void => {
    calls.push({ name, args });
  };
  /** Calls that are answered later. */
  const answer = async (name: keyof ReceiverEngine, ...args: unknown[]): Promise<void> => {
    call(name, ...args);
    await Promise.resolve();
  };
  const emit = (change: Partial<EngineStatus>) => {
    current = { ...current, ...change };
    listener(current);
  };

  const engine: ScriptedEngine = {
    calls,
    info,
    last: (name) => calls.findLast((made) => made.name === name)?.args,
    emit,
    failNext: (code, message) => {
      failure = { code, message };
    },
    refuseNext: (message) => {
      refusal = message;
    },
    grants: (state) => state,
    change: (info) => {
      engine.info = info;
      changed(info);
    },
    onSource: (wanted) => {
      changed = wanted;
    },
    attach: (...args) => void answer('attach', ...args),
    resize: (...args) => call('resize', ...args),
    onStatus: (wanted) => {
      listener = wanted;
    },
    open: async (source: SourceRequest) => {
      call('open', source);
      emit({
        state: 'opening',
        error: null,
        received: 0,
        transformed: 0,
        missed: 0,
        detections: [],
        detectionCount: 0
      });
      await Promise.resolve();
      const failed = failure;
      failure = null;
      if (failed !== null) {
        emit({ state: 'failed', error: failed });
        throw new Error(failed.message);
      }
      emit({ state: 'running' });
      return engine.info;
    },
    configureRadio: async (want) => {
      call('configureRadio', want);
      await Promise.resolve();
      const refused = refusal;
      refusal = null;
      if (refused !== null) throw new Error(refused);
      const { radio } = engine.info;
      if (radio === null) throw new Error('A recording cannot be tuned.');
      const { center = radio.state.center, rate = radio.state.rate, settings = {}, ...rest } = want;
      const state = engine.grants({
        ...radio.state,
        ...rest,
        center: hz(center),
        rate: sampleRate(rate),
        settings: { ...radio.state.settings, ...settings }
      });
      engine.info = {
        ...engine.info,
        center: state.center,
        rate: state.rate,
        lowHz: state.rate / -2,
        highHz: state.rate / 2,
        radio: { ...radio, state }
      };
      return engine.info;
    },
    usbIds: () => Promise.resolve([{ vendorId: 0x0bda, productId: 0x2838 }]),
    setShown: (shown) => call('setShown', shown),
    dispose: () => call('dispose'),
    configure: (settings) => answer('configure', settings),
    setView: (view) => call('setView', view),
    pause: () => answer('pause').then(() => emit({ state: 'paused' })),
    resume: () => answer('resume').then(() => emit({ state: 'running' })),
    seek: (position) => answer('seek', position),
    close: () => answer('close').then(() => emit({ state: 'idle' })),
    probe: (canvas, x, y) => {
      call('probe', canvas, x, y);
      return Promise.resolve({ hz: -100_000, time: current.time, dbfs: -42.25 });
    },
    describe: () => Promise.resolve(['The band from 98.8 to 101.2 MHz is shown.', 'One signal is on.']),
    clearTraces: () => call('clearTraces'),
    pick: (detection) => call('pick', detection)
  };
  return engine;
}
