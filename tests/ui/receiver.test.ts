import { describe, expect, test } from 'vitest';
import { readLink, writeLink } from '#lib/state/receiveLink.ts';
import { Receiver } from '#lib/state/receiver.svelte.ts';
import { audioInfo, burst, createScriptedEngine, fileInfo } from './scriptedEngine.ts';

function start(address = '', info = createScriptedEngine().info) {
  const engine = createScriptedEngine(info);
  const receiver = new Receiver(engine, readLink(new URLSearchParams(address)));
  return { engine, receiver };
}
const recording = [new File([new Uint8Array(8)], 'g001_433.92M_250k.cu8')];

describe('opening', () => {
  test('shows the whole band of what was opened', async () => {
    const { engine, receiver } = start();
    expect(receiver.stage).toBe('idle');
    const opened = receiver.openSim();
    expect(receiver.stage).toBe('opening');
    await opened;
    expect(receiver.stage).toBe('running');
    expect(receiver.source).toBe(engine.info);
    expect(engine.last('setView')).toEqual([
      expect.objectContaining({ lowHz: -1_200_000, highHz: 1_200_000, spanSeconds: 20 })
    ]);
  });

  test('what a link asks for is what is shown, the first time only', async () => {
    const { engine, receiver } = start('radio=sim&low=-300000&high=100000&span=8&fft=8192');
    await receiver.openSim();
    expect(receiver.viewport.view).toMatchObject({ lowHz: -300_000, highHz: 100_000, spanSeconds: 8 });
    expect(engine.last('configure')).toEqual([{ fft: 8192, window: 'hann', overlap: 0.5 }]);
    engine.info = fileInfo;
    await receiver.openFiles(recording);
    expect(receiver.viewport.view).toMatchObject({ lowHz: -125_000, highHz: 125_000 });
  });

  test('a short recording fills the waterfall', async () => {
    const { receiver } = start('', { ...fileInfo, samples: 100_000 });
    await receiver.openFiles(recording);
    expect(receiver.viewport.view.spanSeconds).toBeCloseTo(0.4);
  });

  test('a failure carries its code, and the same files open with what a person adds', async () => {
    const { engine, receiver } = start('', fileInfo);
    engine.failNext('file.no-rate', 'The sample rate of x.cu8 is not known.');
    await receiver.openFiles(recording);
    expect(receiver.stage).toBe('failed');
    expect(receiver.failure).toEqual({ code: 'file.no-rate', message: 'The sample rate of x.cu8 is not known.' });
    await receiver.reopen({ rate: 250_000 });
    expect(receiver.stage).toBe('running');
    expect(receiver.failure).toBeNull();
    expect(engine.last('open')).toEqual([expect.objectContaining({ kind: 'file', files: recording, rate: 250_000 })]);
  });

  test('another source starts with levels, time and transform of its own; the same one keeps them', async () => {
    const { engine, receiver } = start();
    await receiver.openSim();
    receiver.viewport.setLevels({ low: -60, high: -20 });
    receiver.viewport.set({ spanSeconds: 60 });
    await receiver.configure({ fft: 16384, window: 'flat-top' });
    await receiver.open(receiver.request!);
    expect(receiver.viewport.view).toMatchObject({ autoLevels: false, spanSeconds: 60 });
    expect(receiver.settings?.fft).toBe(16384);
    engine.info = fileInfo;
    await receiver.openFiles(recording);
    expect(receiver.viewport.view).toMatchObject({ autoLevels: true, spanSeconds: 10 });
    expect(receiver.settings).toEqual({ fft: 4096, window: 'flat-top', overlap: 0.5 });
  });

  test('after a failure nothing is left on screen of what was open before', async () => {
    const { engine, receiver } = start();
    await receiver.openSim();
    engine.failNext('file.not-samples', 'x.flac holds no samples that can be shown.');
    await receiver.openFiles(recording);
    expect(receiver.source).toBeNull();
    expect(receiver.tunable).toBe(false);
  });

  test('what an older opening answers does not replace a newer one', async () => {
    const { engine, receiver } = start();
    const first = receiver.openSim({ seed: 1 });
    engine.info = { ...engine.info, title: 'Second' };
    const second = receiver.openSim({ seed: 2 });
    await Promise.all([first, second]);
    expect(receiver.source?.title).toBe('Second');
    expect(receiver.request).toMatchObject({ seed: 2 });
    expect(receiver.stage).toBe('running');
  });

  test('closing goes back to the start', async () => {
    const { receiver } = start();
    await receiver.openSim();
    await receiver.close();
    expect(receiver.stage).toBe('idle');
    expect(receiver.source).toBeNull();
    expect(writeLink(receiver.link)).toBe('');
  });

  test('a source that fails while it runs is told, with its words', async () => {
    const { engine, receiver } = start();
    await receiver.openSim();
    engine.emit({ state: 'failed', error: { code: 'radio.closed', message: 'The radio is closed.' } });
    expect(receiver.stage).toBe('failed');
    expect(receiver.failure?.message).toBe('The radio is closed.');
  });
});

describe('view', () => {
  test('zooming holds still what is under the pointer, and stops at the band', async () => {
    const { receiver } = start();
    await receiver.openSim();
    receiver.viewport.zoom(2, 0.25);
    expect(receiver.viewport.view.lowHz).toBeCloseTo(-900_000);
    expect(receiver.viewport.view.highHz).toBeCloseTo(300_000);
    expect(receiver.viewport.zoomed).toBe(true);
    for (let i = 0; i < 60; i++) receiver.viewport.zoom(2);
    expect(receiver.viewport.view.highHz - receiver.viewport.view.lowHz).toBeCloseTo((2_400_000 / 4096) * 16);
    receiver.viewport.fit();
    expect(receiver.viewport.zoomed).toBe(false);
  });

  test('sliding past the edge of the band tunes a live source onto a round raster', async () => {
    const { engine, receiver } = start();
    await receiver.openSim();
    receiver.viewport.zoom(2);
    receiver.slide(0.1);
    expect(engine.last('configureRadio')).toBeUndefined();
    expect(receiver.viewport.view.lowHz).toBeCloseTo(-480_000);
    receiver.viewport.fit();
    receiver.slide(0.1);
    await expect.poll(() => receiver.source?.center).toBeGreaterThan(100_000_000);
    const [{ center }] = engine.last('configureRadio') as [{ center: number }];
    expect(center % 50_000).toBe(0);
  });

  test('many small slides past the edge tune as far as one large one', async () => {
    const { engine, receiver } = start();
    await receiver.openSim();
    for (let i = 0; i < 100; i++) receiver.slide(0.001);
    await expect.poll(() => engine.last('configureRadio')).toBeDefined();
    await expect.poll(() => receiver.source?.center).toBe(100_200_000);
  });

  test('a recording cannot be tuned', async () => {
    const { engine, receiver } = start('', fileInfo);
    await receiver.openFiles(recording);
    receiver.slide(0.5);
    expect(receiver.viewport.zoomed).toBe(false);
    await receiver.tune(1e6);
    expect(engine.last('configureRadio')).toBeUndefined();
  });

  test('while one tuning is on its way only the newest wish is kept', async () => {
    const { engine, receiver } = start();
    await receiver.openSim();
    await Promise.all([receiver.tune(101e6), receiver.tune(102e6), receiver.tune(103e6)]);
    expect(engine.calls.filter(({ name }) => name === 'configureRadio').map(({ args }) => args[0])).toEqual([
      { center: 101e6 },
      { center: 103e6 }
    ]);
    expect(receiver.source?.center).toBe(103e6);
  });

  test('levels taken from the automatic start where it stood', async () => {
    const { engine, receiver } = start();
    await receiver.openSim();
    engine.emit({ plot: { minDbfs: -100, maxDbfs: -20, rows: 5, oldest: 0, newest: 1 } });
    receiver.viewport.zoomLevels(2, 0);
    expect(receiver.viewport.view).toMatchObject({ autoLevels: false, minDbfs: -100, maxDbfs: -60 });
    receiver.viewport.setLevels({ low: -50, high: -60 });
    expect(receiver.viewport.levels).toEqual({ low: -100, high: -60 });
    receiver.viewport.toggleAutoLevels();
    expect(receiver.viewport.levels).toEqual({ low: -100, high: -20 });
  });

  test('an unknown centre leaves offsets; real samples have frequencies all the same', async () => {
    const { engine, receiver } = start('', { ...fileInfo, center: null });
    await receiver.openFiles(recording);
    expect(receiver.frequencyAt(1000, 100)).toMatch(/^\+1\.0\skHz$/);
    expect(receiver.viewport.frequencyTicks(500).at(-1)?.label).toBe('+100 kHz');
    expect(receiver.baseband).toBe(false);
    engine.info = audioInfo;
    await receiver.openFiles(recording);
    expect(receiver.frequencyAt(1000, 100)).toMatch(/^1\.0\skHz$/);
    expect(receiver.viewport.frequencyTicks(500).at(-1)?.label).toBe('20 kHz');
    expect(receiver.baseband).toBe(true);
    engine.info = { ...audioInfo, center: 7_000_000 };
    await receiver.reopen({ center: 7_000_000 });
    expect(receiver.frequencyAt(1000, 100)).toMatch(/^7\.0010\sMHz$/);
    expect(receiver.baseband).toBe(false);
  });

  test('the past ends where the history ends', async () => {
    const { engine, receiver } = start();
    await receiver.openSim();
    engine.emit({ plot: { minDbfs: -100, maxDbfs: -20, rows: 500, oldest: 1000, newest: 1030 } });
    receiver.viewport.slideTime(0.5);
    expect(receiver.viewport.view.backSeconds).toBeCloseTo(10);
    receiver.viewport.slideTime(50);
    expect(receiver.viewport.view.backSeconds).toBeLessThanOrEqual(30);
    receiver.viewport.fit();
    expect(receiver.viewport.view.backSeconds).toBe(0);
  });
});

describe('detections', () => {
  test('picking one marks it and brings it into view', async () => {
    const { engine, receiver } = start();
    await receiver.openSim();
    engine.emit({ received: 2_400_000, time: 1_700_000_001, detections: [burst], detectionCount: 1 });
    receiver.pick(3, true);
    expect(engine.last('pick')).toEqual([3]);
    expect(receiver.viewport.view.lowHz).toBeLessThan(burst.lowHz);
    expect(receiver.viewport.view.highHz).toBeGreaterThan(burst.highHz);
    expect(receiver.viewport.zoomed).toBe(true);
  });

  test('the one under a point is found by time and frequency', async () => {
    const { engine, receiver } = start();
    await receiver.openSim();
    engine.emit({ received: 2_400_000, time: 1_700_000_001, detections: [burst], detectionCount: 1 });
    expect(receiver.detectionAt(-100_000, 1_700_000_000.55)?.id).toBe(3);
    expect(receiver.detectionAt(-100_000, 1_700_000_000.9)).toBeNull();
    expect(receiver.detectionAt(0, 1_700_000_000.55)).toBeNull();
  });
});

test('the address says what is on screen', async () => {
  const { receiver } = start();
  await receiver.openSim({ seed: 9 });
  receiver.viewport.set({ palette: 'viridis', peakHold: true });
  await receiver.configure({ fft: 16384 });
  expect(writeLink(receiver.link)).toBe('?radio=sim&seed=9&palette=viridis&hold=1&fft=16384');
});

test('pause, go on, and start again at the end', async () => {
  const { engine, receiver } = start('', fileInfo);
  await receiver.openFiles(recording);
  await receiver.togglePause();
  expect(receiver.stage).toBe('paused');
  await receiver.togglePause();
  expect(receiver.stage).toBe('running');
  engine.emit({ state: 'ended' });
  await receiver.togglePause();
  expect(engine.last('seek')).toEqual([0]);
});

test('without an engine nothing can be opened, and nothing breaks', async () => {
  const receiver = new Receiver(null, readLink(new URLSearchParams()));
  await receiver.openSim();
  expect(receiver.stage).toBe('idle');
  expect(await receiver.describe()).toEqual([]);
  expect(await receiver.probe('spectrum', 0.5, 0.5)).toBeNull();
});
