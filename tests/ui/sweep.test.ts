import '../../src/app.css';
import { beforeEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { hz } from '#lib/base/units.ts';
import { Gps } from '#lib/state/gps.svelte.ts';
import type { SweepSpan } from '#lib/state/radioRequest.ts';
import { writeLink } from '#lib/state/receiveLink.ts';
import type { SourceInfo } from '#lib/state/receiverEngine.ts';
import ReceiversPage from '#lib/ui/receive/ReceiversPage.svelte';
import { usbInfo } from './scriptedEngine.ts';
import { createMemory, createReceivers, createScriptedPort, dongle } from './scriptedPort.ts';

beforeEach(async () => {
  localStorage.clear();
  await page.viewport(1440, 900);
});

/** What a radio answers that sweeps. */
function swept({ low, high }: SweepSpan): SourceInfo {
  const { info, state } = usbInfo.radio!;
  const sweep = { low: hz(low), high: hz(high), usable: [{ min: -0.4, max: 0.4 }], visit: 40_960 };
  const center = hz((low + high) / 2);
  return {
    ...usbInfo,
    center,
    lowHz: low - center,
    highHz: high - center,
    centers: [],
    rates: [state.rate],
    settings: { ...usbInfo.settings, fft: 1024 },
    radio: { info: { ...info, centers: [], sweep }, state: { ...state, center } }
  };
}

async function connected(memory = createMemory()) {
  const port = createScriptedPort();
  port.next = dongle;
  const made = createReceivers('', { info: usbInfo, port, memory });
  const screen = await render(ReceiversPage, { receivers: made.receivers, gaps: [], gps: new Gps(null) });
  await screen.getByRole('button', { name: 'Connect a radio' }).click();
  const { receiver } = made.receivers.active;
  await expect.poll(() => receiver.stage).toBe('running');
  return { ...made, engine: made.engines[0], receiver, screen };
}

/** @param memory where the radio is remembered */
async function sweeping(memory = createMemory()) {
  const shown = await connected(memory);
  shown.engine.info = swept({ low: 88e6, high: 112e6 });
  await shown.screen.getByLabelText('Span').selectOptions('Sweep');
  await expect.poll(() => shown.receiver.sweep).not.toBeNull();
  return shown;
}

describe('a sweep', () => {
  test('begins around the tuning; the dial shows the span, and there is nothing to tune', async () => {
    const { engine, receiver, screen } = await sweeping();
    expect(engine.last('open')).toEqual([
      expect.objectContaining({ want: { center: 100e6, rate: 2.4e6, sweep: { low: 88e6, high: 112e6 } } })
    ]);
    await expect.element(screen.getByText(/88 to 112\sMHz/)).toBeVisible();
    await expect.element(screen.getByRole('spinbutton', { name: 'Centre frequency' })).not.toBeInTheDocument();
    expect(receiver.tunable).toBe(false);
    expect(receiver.viewport.view).toMatchObject({ lowHz: -12e6, highHz: 12e6 });
    expect(writeLink(receiver.link)).toBe('?radio=usb&center=100000000&rate=2400000&sweep=88000000-112000000');
    // Past the edge there is nothing to tune to.
    receiver.slide(0.5);
    expect(engine.last('configureRadio')).toBeUndefined();
  });

  test('goes where one types, and what is wrong is said beside it', async () => {
    const { engine, screen } = await sweeping();
    const form = screen.getByRole('form', { name: 'Sweep' });
    const go = form.getByRole('button', { name: 'Sweep this' });
    await expect.element(go).toBeDisabled();
    await form.getByLabelText('To').fill('5G');
    await go.click();
    await expect.element(form.getByText(/goes from 24\sMHz to 1\.766\sGHz/)).toBeVisible();
    const opened = () => engine.calls.filter(({ name }) => name === 'open').length;
    expect(opened()).toBe(2);
    engine.info = swept({ low: 430e6, high: 440e6 });
    await form.getByLabelText('From').fill('430M');
    await form.getByLabelText('To').fill('0,44 GHz');
    await go.click();
    await expect.poll(opened).toBe(3);
    expect(engine.last('open')).toEqual([
      expect.objectContaining({ want: expect.objectContaining({ sweep: { low: 430e6, high: 440e6 } }) as unknown })
    ]);
    await expect.element(form.getByLabelText('To')).toHaveValue('440\u00a0MHz');
    await expect.element(form.getByLabelText('Band')).toHaveDisplayValue('ISM 433 MHz');
  });

  test('takes a band from the list', async () => {
    const { engine, receiver, screen } = await sweeping();
    engine.info = swept({ low: 24e6, high: 1766e6 });
    await screen.getByRole('form', { name: 'Sweep' }).getByLabelText('Band').selectOptions('Whole range');
    await expect.poll(() => receiver.sweep?.high).toBe(1766e6);
    // A round takes longer than what a waterfall shows otherwise.
    expect(receiver.viewport.view.spanSeconds).toBeGreaterThan(600);
  });

  test('goes back to the tuning that there was', async () => {
    const { engine, receiver, screen } = await sweeping();
    engine.info = usbInfo;
    await screen.getByLabelText('Span').selectOptions('One centre');
    await expect.poll(() => receiver.sweep).toBeNull();
    expect(engine.last('open')).toEqual([expect.objectContaining({ want: { center: 100e6, rate: 2.4e6 } })]);
    expect(receiver.viewport.view).toMatchObject({ lowHz: -1.2e6, highHz: 1.2e6 });
    expect(writeLink(receiver.link)).not.toContain('sweep');
  });

  test('that is refused leaves the radio at its tuning, says why, and is not in the link', async () => {
    const { engine, receiver, screen } = await connected();
    engine.info = { ...usbInfo, notices: ['It does not sweep that. Stop of the sweep is outside.'] };
    await screen.getByLabelText('Span').selectOptions('Sweep');
    await expect.element(screen.getByText(/It does not sweep that/)).toBeVisible();
    await expect.element(screen.getByLabelText('Span')).toHaveDisplayValue('One centre');
    expect(writeLink(receiver.link)).not.toContain('sweep');
  });

  test('says that every delivered sample was transformed, and how little of the time that is', async () => {
    const { engine, screen } = await sweeping();
    for (let i = 0; i <= 10; i++) engine.emit({ received: 1 + i * 200_000, missed: 0, time: 1_700_000_000 + i / 5 });
    // A million samples a second, 0.8 of the band of each, over 24 MHz.
    const count = screen.getByRole('button', { name: /0 missed, heard 3\.3\s%/ });
    await count.click();
    await expect.element(screen.getByText('Every sample that was delivered has been transformed.')).toBeVisible();
    await expect.element(screen.getByText(/heard 3\.3\s% of the time/).first()).toBeVisible();
  });

  test('marks no signals, and says why', async () => {
    const { engine, screen } = await sweeping();
    engine.emit({ detections: [], detectionCount: 0 });
    await expect.element(screen.getByText('Not while sweeping')).toBeVisible();
    await expect.element(screen.getByText('Boxes in the waterfall')).not.toBeInTheDocument();
  });

  test('offers the transforms that fit into a visit', async () => {
    const { engine, receiver, screen } = await sweeping();
    const sizes = screen.getByLabelText('FFT size').element().querySelectorAll('option');
    expect([...sizes].map((option) => Number(option.value)).at(-1)).toBe(32768);
    await receiver.configure({ fft: 65536 });
    expect(receiver.settings?.fft).toBe(32768);
    expect(engine.last('configure')).toEqual([{ fft: 32768, window: 'hann', overlap: 0.5 }]);
  });

  test('tells how far its first round is', async () => {
    const { engine, screen } = await sweeping();
    engine.emit({ received: 40_960 * 5, plot: { minDbfs: -110, maxDbfs: -20, rows: 0, oldest: null, newest: null } });
    await expect.element(screen.getByText(/First round, about 500\sms:\s+38\s%/)).toBeVisible();
    engine.emit({ plot: { minDbfs: -110, maxDbfs: -20, rows: 1, oldest: 1, newest: 2 } });
    await expect.element(screen.getByText(/First round/)).not.toBeInTheDocument();
  });

  test('is remembered with the radio', async () => {
    const visits = new Map<string, string>();
    const { receivers } = await sweeping(createMemory(visits));
    receivers.keep();
    await expect.poll(() => createMemory(visits).radios.at(0)?.want.sweep).toEqual({ low: 88e6, high: 112e6 });
  });

  test('what is remembered of a sweep is looked at before it is believed', () => {
    const stored = (sweep: unknown) => {
      const visits = new Map([
        ['wavepool.radios', JSON.stringify([{ device: dongle.id, name: 'x', want: { sweep, gain: 3 }, open: true }])]
      ]);
      return createMemory(visits).radios[0].want;
    };
    expect(stored({ low: 1e6, high: 2e6 })).toEqual({ gain: 3, sweep: { low: 1e6, high: 2e6 } });
    for (const sweep of [7, null, {}, { low: 2, high: 1 }, { low: '1', high: 2 }, { low: -5, high: 1 }])
      expect(stored(sweep)).toEqual({ gain: 3 });
  });
});
