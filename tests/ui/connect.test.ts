import '../../src/app.css';
import { beforeEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { Gps } from '#lib/state/gps.svelte.ts';
import ReceiversPage from '#lib/ui/receive/ReceiversPage.svelte';
import { fileInfo, simInfo, usbInfo } from './scriptedEngine.ts';
import { createMemory, createReceivers, createScriptedPort, dongle } from './scriptedPort.ts';

beforeEach(async () => {
  localStorage.clear();
  await page.viewport(1440, 900);
});

async function show(options: Parameters<typeof createReceivers>[1] = {}, address = '') {
  const made = createReceivers(address, { info: usbInfo, ...options });
  const screen = await render(ReceiversPage, { receivers: made.receivers, gaps: [], gps: new Gps(null) });
  return { ...made, engine: made.engines[0], receiver: made.receivers.active.receiver, screen };
}

async function connected(options: Parameters<typeof createReceivers>[1] = {}) {
  const port = createScriptedPort();
  port.next = dongle;
  const shown = await show({ port, ...options });
  await shown.screen.getByRole('button', { name: 'Connect a radio' }).click();
  await expect.poll(() => shown.receiver.stage).toBe('running');
  return { ...shown, port };
}

describe('connecting', () => {
  test('a click asks, and opens what was chosen', async () => {
    const { engine, screen } = await connected();
    expect(engine.last('open')).toEqual([
      { kind: 'usb', device: dongle.id, name: dongle.name, want: {}, confirmed: true }
    ]);
    await expect.element(screen.getByRole('heading', { level: 1, name: 'RTL-SDR Blog V4' })).toBeVisible();
  });

  test('nothing chosen changes nothing; a browser that refuses to ask is quoted', async () => {
    const { port, screen, receivers } = await show();
    await screen.getByRole('button', { name: 'Connect a radio' }).click();
    expect(receivers.active.receiver.stage).toBe('idle');
    port.next = new Error('Access to USB is disallowed by policy.');
    await screen.getByRole('button', { name: 'Connect a radio' }).click();
    await expect.element(screen.getByRole('alert').getByText(/disallowed by policy/)).toBeVisible();
  });

  test('a browser without USB says so, and leads to help', async () => {
    const port = createScriptedPort();
    port.available = false;
    const { screen } = await show({ port });
    await expect.element(screen.getByText(/lets no page use USB/)).toBeVisible();
    await expect
      .element(screen.getByRole('link', { name: 'What to do' }))
      .toHaveAttribute('href', '/help/connect#browser');
    expect(screen.container.textContent).not.toContain('Next version');
  });

  test.each([
    ['usb.claimed', 'linux', 'Help for Linux'],
    ['radio.none', 'list', 'Help'],
    ['radio.not-locked', 'lock', 'Help'],
    ['radio.old-firmware', 'firmware', 'Help']
  ])('%s leads to its paragraph, and can be tried again', async (code, paragraph, name) => {
    const { engine, receiver, screen } = await connected();
    engine.failNext(code, 'Why it failed.');
    await receiver.retry();
    const card = screen.getByRole('alert').filter({ hasText: 'could not be opened' });
    await expect.element(card.getByText('Why it failed.')).toBeVisible();
    await expect
      .element(card.getByRole('link', { name, exact: true }))
      .toHaveAttribute('href', `/help/connect#${paragraph}`);
    await card.getByRole('button', { name: 'Try again' }).click();
    expect(receiver.stage).toBe('running');
  });

  test('unplugged is said, controls rest, and it goes on by itself', async () => {
    const { engine, receiver, screen } = await connected();
    engine.emit({ state: 'unplugged', error: { code: 'usb.unplugged', message: '' } });
    const note = screen.getByRole('alert').filter({ hasText: 'Unplugged' });
    await expect.element(note.getByText(/Receiving goes on by itself when it is back/)).toBeVisible();
    await expect.element(screen.getByLabelText('Sample rate')).toBeDisabled();
    engine.emit({ state: 'unplugged', error: { code: 'usb.claimed', message: 'Held by another program.' } });
    await expect.element(screen.getByText('Held by another program.')).toBeVisible();
    engine.change({ ...usbInfo, notices: ['The gain could not be set as before.'] });
    engine.emit({ state: 'running', error: null });
    await expect.element(note).not.toBeInTheDocument();
    await expect.element(screen.getByText('The gain could not be set as before.')).toBeVisible();
    expect(receiver.stage).toBe('running');
  });

  test('without a serial number the browser may have to ask again', async () => {
    const nameless = { ...dongle, id: { ...dongle.id, serial: '' } };
    const port = createScriptedPort();
    port.next = nameless;
    const { engine, screen, receiver } = await show({ port, info: { ...usbInfo, device: nameless.id } });
    await screen.getByRole('button', { name: 'Connect a radio' }).click();
    await expect.poll(() => receiver.stage).toBe('running');
    engine.emit({ state: 'unplugged', error: { code: 'usb.unplugged', message: '' } });
    await expect.element(screen.getByText(/the browser may have to ask again/)).toBeVisible();
    const opened = engine.calls.filter(({ name }) => name === 'open').length;
    await screen.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect.poll(() => engine.calls.filter(({ name }) => name === 'open').length).toBe(opened + 1);
  });
});

describe('controls', () => {
  test('every setting that a driver lists is there, and shows what the hardware did', async () => {
    const { engine, screen } = await connected();
    engine.grants = (state) => ({ ...state, settings: { ...state.settings, bandwidth: 300e3 } });
    await screen.getByLabelText('Bandwidth').selectOptions('2.4\u00a0MHz');
    expect(engine.last('configureRadio')).toEqual([{ settings: { bandwidth: 2.4e6 } }]);
    await expect.element(screen.getByLabelText('Bandwidth')).toHaveDisplayValue('300\u00a0kHz');
    await screen.getByLabelText('Direct sampling').selectOptions('Q input');
    expect(engine.last('configureRadio')).toEqual([{ settings: { 'direct-sampling': 'q' } }]);
    await screen.getByRole('switch', { name: 'Digital AGC' }).click();
    await expect.element(screen.getByRole('switch', { name: 'Digital AGC' })).toBeChecked();
  });

  test('what is refused stands beside the control, and the control goes back', async () => {
    const { engine, screen } = await connected();
    engine.refuseNext('Sample rate 3200000 is outside what it can do.');
    await screen.getByLabelText('Sample rate').selectOptions('3.2\u00a0MS/s');
    await expect.element(screen.getByText(/3200000 is outside/)).toBeVisible();
    await expect.element(screen.getByLabelText('Sample rate')).toHaveDisplayValue('2.4\u00a0MS/s');
    engine.refuseNext('No.');
    await screen.getByRole('switch', { name: 'Digital AGC' }).click();
    await expect.element(screen.getByText('No.')).toBeVisible();
    await expect.element(screen.getByRole('switch', { name: 'Digital AGC' })).not.toBeChecked();
    await screen.getByRole('switch', { name: 'Digital AGC' }).click();
    await expect.element(screen.getByText('No.')).not.toBeInTheDocument();
  });

  test('gain: automatic, or the hardware’s own steps', async () => {
    const { engine, screen } = await connected();
    const slider = screen.getByRole('slider', { name: /^Gain/ });
    await expect.element(slider).toBeDisabled();
    await screen.getByRole('switch', { name: 'Automatic gain' }).click();
    expect(engine.last('configureRadio')).toEqual([{ gain: 2.7 }]);
    await expect.element(slider).toBeEnabled();
    await slider.fill('6');
    await expect.poll(() => engine.last('configureRadio')).toEqual([{ gain: 8.7 }]);
    await expect.element(screen.getByText(/^Gain: 8\.7\sdB$/)).toBeVisible();
  });

  test('another rate is another stream: the whole band, and a transform of its own', async () => {
    const { engine, receiver, screen } = await connected();
    receiver.viewport.zoom(4);
    await screen.getByLabelText('Sample rate').selectOptions('1.024\u00a0MS/s');
    await expect.poll(() => receiver.source?.rate).toBe(1_024_000);
    expect(receiver.viewport.view).toMatchObject({ lowHz: -512_000, highHz: 512_000 });
    expect(engine.calls.filter(({ name }) => name === 'open')).toHaveLength(1);
    expect(receiver.link.usb?.want).toMatchObject({ rate: 1_024_000 });
  });

  test('voltage on the antenna socket is confirmed before, never taken for granted', async () => {
    const { engine, screen } = await connected();
    const power = screen.getByRole('switch', { name: 'Bias tee' });
    await power.click();
    const dialog = screen.getByRole('dialog', { name: 'Switch on: Bias tee?' });
    await expect.element(dialog.getByText(/4\.5 V/)).toBeVisible();
    await dialog.getByRole('button', { name: 'Leave it off' }).click();
    await expect.element(power).not.toBeChecked();
    expect(engine.last('configureRadio')).toBeUndefined();
    await power.click();
    await dialog.getByRole('button', { name: 'Switch it on' }).click();
    await expect.element(power).toBeChecked();
    await power.click();
    await expect.element(power).not.toBeChecked();
  });

  test('a recording has none', async () => {
    const { receiver, screen } = await show({ info: fileInfo });
    await receiver.openFiles([new File([new Uint8Array(8)], 'x.cu8')]);
    await expect.element(screen.getByRole('heading', { name: 'Radio', exact: true })).not.toBeInTheDocument();
  });
});

describe('several receivers', () => {
  test('a second radio is received beside the first, which goes on undrawn', async () => {
    const { port, receivers, engines, screen } = await connected();
    port.next = { ...dongle, id: { ...dongle.id, nth: 1 } };
    await screen.getByRole('button', { name: 'Connect a radio' }).click();
    await expect.poll(() => receivers.slots.length).toBe(2);
    expect(engines[0].last('setShown')).toEqual([false]);
    expect(engines[1].last('open')).toEqual([expect.objectContaining({ device: { ...dongle.id, nth: 1 } })]);
    expect(engines[0].calls.some(({ name }) => name === 'close' || name === 'pause')).toBe(false);
    const strip = screen.getByRole('group', { name: 'Receivers' });
    await strip
      .getByRole('button', { name: /^RTL-SDR Blog V4/ })
      .first()
      .click();
    expect(engines[0].last('setShown')).toEqual([true]);
    await strip.getByRole('button', { name: /^End receiver 2/ }).click();
    await expect.element(strip).not.toBeInTheDocument();
    expect(engines[1].last('dispose')).toEqual([]);
  });

  test('a radio that is open already is brought to the front', async () => {
    const { receivers, screen } = await connected();
    receivers.add();
    await screen.getByRole('button', { name: 'Connect a radio' }).click();
    await expect.poll(() => receivers.active.id).toBe(1);
    expect(receivers.slots).toHaveLength(2);
  });

  test('there are four at most', async () => {
    const { receivers, screen } = await connected();
    for (let i = 0; i < 6; i++) receivers.add();
    expect(receivers.slots).toHaveLength(4);
    await expect.element(screen.getByRole('button', { name: 'Another receiver' }).first()).toBeDisabled();
  });
});

describe('remembered', () => {
  test('the next visit opens what was in use, as it was set, where it is plugged in', async () => {
    const visits = new Map<string, string>();
    createMemory(visits).note([{ device: dongle.id, name: 'Blog V4', want: { gain: 8.7, rate: 1_024_000 } }], []);
    const port = createScriptedPort();
    const away = await show({ port, memory: createMemory(visits) });
    expect(away.receiver.stage).toBe('idle');
    port.radios = [dongle];
    port.plug();
    await expect
      .poll(() => away.engine.last('open'))
      .toEqual([expect.objectContaining({ device: dongle.id, name: 'Blog V4', want: { gain: 8.7, rate: 1_024_000 } })]);
  });

  test('a reload brings everything back, the same one in front', () => {
    const tab = new Map<string, string>();
    createMemory(new Map(), tab).noteTab({
      active: 1,
      sources: [
        { kind: 'usb', device: dongle.id, name: 'Blog V4', want: { center: 96e6 } },
        { kind: 'sim', seed: 3, center: 1e8, rate: 2.4e6 }
      ]
    });
    // The address was not brought up to date before the reload.
    const options = { memory: createMemory(new Map(), tab), reloaded: true, info: simInfo };
    const { receivers } = createReceivers('radio=usb&center=1', options);
    const requests = receivers.slots.map(({ receiver }) => receiver.request);
    expect(requests).toMatchObject([
      { kind: 'usb', want: { center: 96e6 } },
      { kind: 'sim', seed: 3 }
    ]);
    expect(receivers.active).toBe(receivers.slots[1]);
  });

  test('a link does not put voltage on a socket, unless it was on there already', () => {
    const visits = new Map<string, string>();
    const address = 'radio=usb&set.bias-tee=on';
    const confirmed = () => {
      const { engines } = createReceivers(address, { info: usbInfo, memory: createMemory(visits) });
      return (engines[0].last('open') as [{ confirmed: boolean }])[0].confirmed;
    };
    expect(confirmed()).toBe(false);
    createMemory(visits).note([{ device: dongle.id, name: 'x', want: { settings: { 'bias-tee': true } } }], []);
    expect(confirmed()).toBe(true);
    visits.clear();
    const nameless = { ...dongle.id, serial: '' };
    createMemory(visits).note([{ device: nameless, name: 'x', want: { settings: { 'bias-tee': true } } }], []);
    expect(confirmed()).toBe(false);
  });

  test('what is open is noted, and what is closed is not opened again', async () => {
    const { receivers, memory, receiver } = await connected();
    receivers.keep();
    await expect.poll(() => memory.radios).toMatchObject([{ device: dongle.id, open: true }]);
    expect(memory.tab.sources).toHaveLength(1);
    await receiver.close();
    await expect.poll(() => memory.radios).toMatchObject([{ open: false }]);
    expect(memory.tab.sources).toEqual([]);
  });
});
