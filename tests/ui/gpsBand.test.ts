import '../../src/app.css';
import { afterEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { Gps } from '#lib/state/gps.svelte.ts';
import GpsBand from '#lib/ui/receive/GpsBand.svelte';
import { createScriptedGpsHost, createScriptedPort, type ScriptedPort } from './scriptedGpsHost.ts';

let running: Gps | null = null;
afterEach(() => running?.disconnect());

async function show(prepare: (host: ReturnType<typeof createScriptedGpsHost>) => void = () => undefined) {
  const host = createScriptedGpsHost();
  prepare(host);
  const gps = new Gps(host);
  running = gps;
  await gps.start();
  // What listens is loaded with the first receiver.
  await Promise.all([
    import('#lib/time/runGps.ts'),
    import('#lib/time/findSerialRate.ts'),
    import('#lib/time/nmea.ts'),
    import('#lib/time/clockReference.ts')
  ]);
  const screen = await render(GpsBand, { gps });
  return { host, gps, screen, status: screen.getByRole('status') };
}

function checked(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i++) sum ^= body.charCodeAt(i);
  return `$${body}*${sum.toString(16).toUpperCase().padStart(2, '0')}\r\n`;
}
/** One moment of a receiver; `late` after it on the host's clock is now. */
function moment(time: number, quality = 1): string {
  const [date, clock] = new Date(time * 1000).toISOString().slice(2, 19).split('T');
  const [year, month, day] = date.split('-');
  const at = `${clock.replaceAll(':', '')}.00`;
  const place = quality === 0 ? ',,,' : '4807.0380,N,01131.0000,E';
  return (
    checked(
      `GPRMC,${at},${quality === 0 ? 'V' : 'A'},${place},0.0,,${day}${month}${year},,,${quality === 0 ? 'N' : 'A'}`
    ) +
    checked(`GPGGA,${at},${place},${quality},08,0.9,545.4,M,46.9,M,,`) +
    checked('GPGSV,1,1,11,01,40,083,46')
  );
}
/** A moment of real time. */
const tick = () => new Promise((resolve) => setTimeout(resolve, 1));

/** Lets so many seconds pass, in each of which the receiver speaks 0.3 s late. */
async function speak(host: ReturnType<typeof createScriptedGpsHost>, port: ScriptedPort, seconds: number, quality = 1) {
  for (let i = 0; i < seconds; i++) {
    const time = Math.floor(host.clock.now()) + 1;
    await host.clock.advance(time + 0.3 - host.clock.now());
    port.say(moment(time, quality));
    // Loading of what listens takes real time, whatever the clock says.
    await tick();
  }
}

test('a browser without serial ports is told what has them', async () => {
  const gps = new Gps(null);
  const screen = await render(GpsBand, { gps });
  await expect.element(screen.getByText('No GPS receiver yet')).toBeVisible();
  await gps.start();
  await expect.element(screen.getByText('No serial ports in this browser')).toBeVisible();
  await expect.element(screen.getByText('wavepool gps')).toBeVisible();
  expect(screen.container.querySelector('button')).toBeNull();
});

test('from the first click to a fix: position, time, satellites, and how the clock stands', async () => {
  const { host, gps, screen, status } = await show();
  const port = createScriptedPort('u-blox receiver (1546:01a8)', 9600, host.clock);
  await screen.getByRole('button', { name: 'Connect GPS' }).click();
  // The chooser was closed.
  await expect.element(screen.getByText('No GPS receiver yet')).toBeVisible();
  host.picks = port;
  await screen.getByRole('button', { name: 'Connect GPS' }).click();
  await expect.element(status).toHaveTextContent('Looking for it');
  await expect.poll(() => port.opened).toEqual([9600]);
  await speak(host, port, 3, 0);
  await expect.element(status).toHaveTextContent('No fix yet');
  await expect.element(screen.getByText(/view of the sky/)).toBeVisible();
  await speak(host, port, 10);
  await expect.element(status).toHaveTextContent('3D fix');
  await expect.element(screen.getByText(/^48\.117300°\sN$/)).toBeVisible();
  await expect.element(screen.getByText(/^11\.516667°\sE$/)).toBeVisible();
  await expect.element(screen.getByText(/^545\sm$/)).toBeVisible();
  await expect.element(screen.getByText(/8 used/)).toHaveTextContent('8 used, 11 in view');
  await expect.element(screen.getByText(/^2026-03-23 12:00:\d\d$/)).toBeVisible();
  // Messages 0.3 s late, of which receivers need up to half a second: 0.05 s ahead, give or take a quarter.
  await expect
    .element(screen.getByText(/^\+0\.05\ss\s±\s0\.25\ss/))
    .toHaveTextContent('+0.05 s ± 0.25 s agrees, as far as can be told');
  await expect.element(screen.getByText('u-blox receiver (1546:01a8), 9600 Bd')).toBeVisible();
  expect(gps.clock.source).toBe('gps-nmea');
  expect(host.kept).toEqual({ off: false, rate: 9600 });
});

test('the receiver of the last visit is taken up unasked, at the rate of then, among several ports', async () => {
  let ports: ScriptedPort[] = [];
  const { host, status } = await show((made) => {
    made.kept = { off: false, rate: 38_400 };
    ports = [createScriptedPort('Modem', 300, made.clock), createScriptedPort('Receiver', 38_400, made.clock)];
    made.allowed = ports;
  });
  for (let i = 0; i < 60 && ports[1].opened.length === 0; i++) {
    await tick();
    await host.clock.advance(0.25);
  }
  expect(ports[0].opened).toEqual([38_400, 9600, 4800, 115_200]);
  expect(ports[0].isOpen).toBe(false);
  await speak(host, ports[1], 4);
  expect(ports[1].opened).toEqual([38_400]);
  await expect.element(status).toHaveTextContent('3D fix');
});

test('silence, and what was last known with its age', async () => {
  const { host, screen, status, port } = await connected();
  await host.clock.advance(6);
  await expect.element(status).toHaveTextContent('No data');
  await expect.element(screen.getByText(/no position comes/)).toBeVisible();
  await expect.element(screen.getByText(/^48\.117300°\sN$/)).toBeVisible();
  await expect.element(screen.getByText(/\d\ss ago$/)).toBeVisible();
  await speak(host, port, 2);
  await expect.element(status).toHaveTextContent('3D fix');
});

test('unplugged is said at once, and it goes on by itself when it is back', async () => {
  const { host, screen, status, port } = await connected();
  host.allowed = [];
  port.hangUp();
  await expect.element(status).toHaveTextContent('Lost');
  await expect.element(screen.getByText(/is gone\. It is used again by itself/)).toBeVisible();
  await host.clock.advance(5);
  await expect.element(status).toHaveTextContent('Lost');
  // Another object for the same plug.
  const again = createScriptedPort('Receiver', 9600, host.clock);
  host.allowed = [again];
  host.plugged();
  await expect.poll(() => again.opened).toEqual([9600]);
  await speak(host, again, 3);
  await expect.element(status).toHaveTextContent('3D fix');
});

test('a port that another program holds, and one that is no receiver, explain themselves', async () => {
  const { host, screen, status } = await show();
  const port = createScriptedPort('Serial port', 9600, host.clock);
  port.refusal = new WavepoolError('gps.cannot-open', { port: 'Serial port', why: 'it is in use' });
  host.picks = port;
  await screen.getByRole('button', { name: 'Connect GPS' }).click();
  await expect.element(screen.getByText(/cannot be opened: it is in use/)).toBeVisible();
  await expect.element(status).toHaveTextContent('No data');
  port.refusal = null;
  for (let i = 0; i < 60; i++) {
    await tick();
    await host.clock.advance(0.25);
  }
  await expect.element(screen.getByText(/Nothing comes from Serial port/)).toBeVisible();
});

test('a chooser that the browser refuses says why', async () => {
  const { host, screen } = await show();
  host.picks = new WavepoolError('gps.cannot-open', {
    port: 'The serial port',
    why: 'the policy of this browser forbids it'
  });
  await screen.getByRole('button', { name: 'Connect GPS' }).click();
  await expect.element(screen.getByText(/forbids it/)).toBeVisible();
});

test('switched off it stays off, on the next visit too', async () => {
  const { host, screen, port } = await connected();
  await screen.getByRole('button', { name: 'Disconnect the GPS receiver' }).click();
  await expect.element(screen.getByText('No GPS receiver yet')).toBeVisible();
  await expect.poll(() => port.isOpen).toBe(false);
  expect(host.kept.off).toBe(true);
  const next = new Gps(host);
  await next.start();
  host.plugged();
  await host.clock.advance(1);
  expect(next.stage).toBe('idle');
  expect(port.isOpen).toBe(false);
});

test('a date that is 1024 weeks early is corrected, and that is said', async () => {
  const { host, screen, port } = await connected();
  port.say(moment(Math.floor(host.clock.now()) + 1 - 1024 * 7 * 86_400));
  port.say(moment(Math.floor(host.clock.now()) + 2 - 1024 * 7 * 86_400));
  await expect.element(screen.getByText(/1024 weeks too early/)).toBeVisible();
  await expect.element(screen.getByText(/^2026-03-23 12:00:\d\d$/)).toBeVisible();
});

/** With a fix already. */
async function connected() {
  const shown = await show();
  const port = createScriptedPort('Receiver', 9600, shown.host.clock);
  shown.host.picks = port;
  await shown.screen.getByRole('button', { name: 'Connect GPS' }).click();
  await expect.poll(() => port.opened).toEqual([9600]);
  await speak(shown.host, port, 3);
  await expect.element(shown.status).toHaveTextContent('3D fix');
  return { ...shown, port };
}
