import '../../src/app.css';
import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { Gps } from '#lib/state/gps.svelte.ts';
import ReceiversPage from '#lib/ui/receive/ReceiversPage.svelte';
import type { HostGap } from '#lib/state/hostGaps.ts';
import { audioInfo, burst, fileInfo, simInfo } from './scriptedEngine.ts';
import { createReceivers } from './scriptedPort.ts';

beforeEach(async () => {
  localStorage.clear();
  await page.viewport(1440, 900);
});

async function show(address = '', info = simInfo, gaps: readonly HostGap[] = []) {
  const { receivers, engines, port } = createReceivers(address, { info });
  const screen = await render(ReceiversPage, { receivers, gaps, gps: new Gps(null) });
  return { engine: engines[0], receiver: receivers.active.receiver, receivers, engines, port, screen };
}
const recording = [new File([new Uint8Array(8)], 'unknown.cu8')];
const rows = { minDbfs: -110, maxDbfs: -20, rows: 50, oldest: 1_700_000_000, newest: 1_700_000_002 };

test('the first run offers three ways in, and none of them is dead', async () => {
  const { engine, screen } = await show();
  await expect.element(screen.getByRole('heading', { name: 'What is on the air?' })).toBeVisible();
  await expect.element(screen.getByRole('button', { name: 'Choose files' })).toBeEnabled();
  await expect.element(screen.getByRole('button', { name: 'Connect a radio' })).toBeEnabled();
  await screen.getByRole('button', { name: 'Start the simulator' }).click();
  expect(engine.last('open')).toEqual([expect.objectContaining({ kind: 'sim' })]);
  await expect.element(screen.getByRole('heading', { name: 'What is on the air?' })).not.toBeInTheDocument();
});

test('a host that cannot run the receiver is told what is missing and what to do', async () => {
  const { screen } = await show('', simInfo, [{ what: 'Shared memory', hint: 'Serve the page with two headers.' }]);
  const alert = screen.getByRole('alert');
  await expect.element(alert.getByText('Shared memory is missing.')).toBeVisible();
  await expect.element(alert.getByText(/Serve the page with two headers/)).toBeVisible();
  await expect.element(screen.getByRole('button', { name: 'Start the simulator' })).toBeDisabled();
});

test('the canvases are told their sizes', async () => {
  const { engine, receiver } = await show();
  await receiver.openSim();
  await expect.poll(() => engine.last('resize')).toBeDefined();
  const [spectrum, waterfall] = engine.last('resize') as [
    { width: number; height: number },
    { width: number; height: number }
  ];
  expect(spectrum.width).toBeGreaterThan(600);
  expect(spectrum.width).toBe(waterfall.width);
  expect(waterfall.height).toBeGreaterThan(spectrum.height);
});

test('"samples, missed" is always there; a loss is red and explains itself', async () => {
  const { engine, receiver, screen } = await show();
  await receiver.openSim();
  engine.emit({ received: 12_345_678 });
  await expect.element(screen.getByText(/^12\s345\s678$/).first()).toBeVisible();
  await expect.element(screen.getByText('0 missed')).toBeVisible();
  engine.emit({ missed: 4096 });
  await screen.getByRole('button', { name: /4\s096 missed/ }).click();
  await expect.element(screen.getByText(/were lost before they could be transformed/)).toBeVisible();
});

test('a file without a rate gets the fields right there', async () => {
  const { engine, receiver, screen } = await show('', fileInfo);
  engine.failNext('file.no-rate', 'The sample rate of unknown.cu8 is not known.');
  await receiver.openFiles(recording);
  const card = screen.getByRole('alert').filter({ hasText: 'could not be opened' });
  await expect.element(card.getByText(/The sample rate of unknown.cu8 is not known/)).toBeVisible();
  await card.getByLabelText('Sample rate').fill('250k');
  await card.getByLabelText('Format').selectOptions('cs8');
  await card.getByRole('button', { name: 'Open with these' }).click();
  expect(engine.last('open')).toEqual([expect.objectContaining({ rate: 250_000, format: 'cs8', files: recording })]);
  await expect.element(card).not.toBeInTheDocument();
});

test('the end of a recording offers it again, and the loop', async () => {
  const { engine, receiver, screen } = await show('', fileInfo);
  await receiver.openFiles(recording);
  engine.emit({ state: 'ended', received: 2_500_000 });
  await expect.element(screen.getByText(/End of the recording: 2\s500\s000 samples, 10\ss/)).toBeVisible();
  await screen.getByRole('button', { name: 'Loop', exact: true }).click();
  expect(engine.last('open')).toEqual([expect.objectContaining({ loop: true })]);
});

test('keys steer the receiver, but not while somebody types', async () => {
  const { engine, receiver, screen } = await show();
  await receiver.openSim();
  engine.emit({ plot: rows });
  await userEvent.keyboard('p');
  expect(receiver.viewport.view.peakHold).toBe(true);
  await userEvent.keyboard('+');
  expect(receiver.viewport.zoomed).toBe(true);
  await userEvent.keyboard('{Home}');
  expect(receiver.viewport.zoomed).toBe(false);
  await userEvent.keyboard(' ');
  await expect.element(screen.getByText('Paused')).toBeVisible();
  await screen.getByLabelText('Floor, dBFS').click();
  await userEvent.keyboard('p');
  expect(receiver.viewport.view.peakHold).toBe(true);
});

test('the list of keys opens with ? and closes with Esc', async () => {
  const { receiver, screen } = await show();
  await receiver.openSim();
  await userEvent.keyboard('?');
  await expect.element(screen.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(screen.getByRole('dialog', { name: 'Keys' })).not.toBeInTheDocument();
});

test('the keyboard cursor reads frequency, level and time', async () => {
  const { engine, receiver, screen } = await show();
  await receiver.openSim();
  engine.emit({ plot: rows, time: 1_700_000_002 });
  await userEvent.keyboard('{ArrowRight}{ArrowDown}');
  await expect.poll(() => engine.last('probe')).toEqual(['spectrum', expect.closeTo(0.51), expect.closeTo(0.52)]);
  await expect.element(screen.getByText(/^99\.900\sMHz$/)).toBeVisible();
  await expect.element(screen.getByText(/^−42\.3\sdBFS$/)).toBeVisible();
});

test('a row of the list picks its signal and zooms to it', async () => {
  const { engine, receiver, screen } = await show();
  await receiver.openSim();
  await expect.element(screen.getByText('No signals yet')).toBeVisible();
  engine.emit({ plot: rows, received: 4_800_000, time: 1_700_000_002, detections: [burst], detectionCount: 1 });
  const row = screen.getByRole('button', { name: /^99\.900\sMHz$/ });
  await row.click();
  expect(engine.last('pick')).toEqual([3]);
  expect(receiver.viewport.zoomed).toBe(true);
  await expect.element(row).toHaveAttribute('aria-pressed', 'true');
});

test('real samples are shown at their frequencies, without a centre', async () => {
  const { engine, receiver, screen } = await show('', audioInfo);
  await receiver.openFiles(recording);
  const tone = { ...burst, lowHz: 950, highHz: 1050, centerHz: 1000 };
  const strongest = { hz: 5000, dbfs: -20 };
  engine.emit({ plot: { ...rows, oldest: 0, newest: 2 }, time: 2, detections: [tone], detectionCount: 1, strongest });
  await expect.element(screen.getByText('Baseband', { exact: true })).toBeVisible();
  await expect.element(screen.getByRole('button', { name: /^1\.00\skHz$/ })).toBeVisible();
  await expect.element(screen.getByText(/5\.00\skHz$/)).toBeVisible();
  await expect.element(screen.getByText('20 kHz', { exact: true })).toBeVisible();
  await expect.element(screen.getByLabelText('0 Hz lies at')).toBeInTheDocument();
  expect(screen.container.textContent).not.toMatch(/\+\d|Centre frequency|the centre/);
});

test('Ctrl and wheel zoom at the pointer, a drag moves, a double click shows everything', async () => {
  const { engine, receiver, screen } = await show();
  await receiver.openSim();
  engine.emit({ plot: rows });
  const pane = screen.container.querySelector<HTMLElement>('.pane')!;
  const { left, top, width, height } = pane.getBoundingClientRect();
  const at = (x: number, y = 0.5) => ({
    clientX: left + x * width,
    clientY: top + y * height,
    bubbles: true,
    cancelable: true
  });
  pane.dispatchEvent(new WheelEvent('wheel', { ...at(0.25), deltaY: -100, ctrlKey: true }));
  const { lowHz, highHz } = receiver.viewport.view;
  expect(lowHz + 0.25 * (highHz - lowHz)).toBeCloseTo(-600_000, -3);
  expect(receiver.viewport.zoomed).toBe(true);
  const pointer = (type: string, x: number) =>
    pane.dispatchEvent(new PointerEvent(type, { ...at(x), pointerId: 1, pointerType: 'mouse', button: 0 }));
  // A made-up pointer cannot be captured.
  pane.setPointerCapture = () => undefined;
  pointer('pointerdown', 0.5);
  pointer('pointermove', 0.4);
  pointer('pointerup', 0.4);
  expect(receiver.viewport.view.lowHz).toBeGreaterThan(lowHz);
  for (let i = 0; i < 2; i++) {
    pointer('pointerdown', 0.5);
    pointer('pointerup', 0.5);
  }
  expect(receiver.viewport.zoomed).toBe(false);
});

test('the split is moved by keys and remembered', async () => {
  const { receiver, screen } = await show();
  await receiver.openSim();
  const bar = screen.getByRole('separator', { name: 'Height of the spectrum' });
  const before = Number(bar.element().getAttribute('aria-valuenow'));
  bar.element().focus();
  await userEvent.keyboard('{ArrowDown}');
  await expect.element(bar).toHaveAttribute('aria-valuenow', String(before + 4));
  expect(Number(localStorage.getItem('wavepool.split'))).toBeCloseTo((before + 4) / 100);
});

test('on a phone the controls are sheets, and every target is large enough', async () => {
  await page.viewport(390, 844);
  const { receiver, screen } = await show();
  await receiver.openSim();
  await expect.element(screen.getByRole('button', { name: 'Signals', exact: true })).toBeVisible();
  const small = [...screen.container.querySelectorAll('button')]
    .filter((button) => button.checkVisibility())
    .map((button) => ({ name: button.textContent, box: button.getBoundingClientRect() }))
    .filter(({ box }) => box.height < 44 || box.width < 44);
  expect(small).toEqual([]);
  await screen.getByRole('button', { name: 'Display' }).click();
  await expect.element(screen.getByRole('dialog', { name: 'Display' }).getByLabelText('FFT size')).toBeVisible();
});

test('what is on screen can be had in words', async () => {
  const { receiver, screen } = await show();
  await receiver.openSim();
  await screen.getByText('In words').click();
  await expect.element(screen.getByText('One signal is on.').first()).toBeVisible();
});
