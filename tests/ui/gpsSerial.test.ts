import { afterEach, beforeEach, expect, test } from 'vitest';
import { serialGps } from '#lib/platform/tab/serialGps.ts';

/** What Chromium's port does: an error ends its stream, and it gives another unless the device is gone. */
class FakePort {
  readable: ReadableStream<Uint8Array> | null = null;
  writable = null;
  readonly opened: SerialOptions[] = [];
  busy = false;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;

  getInfo(): SerialPortInfo {
    return { usbVendorId: 0x1546, usbProductId: 0x1a8 };
  }
  open(options: SerialOptions): Promise<void> {
    if (this.busy) return Promise.reject(new DOMException('Failed to open serial port.', 'NetworkError'));
    this.opened.push(options);
    this.#stream();
    return Promise.resolve();
  }
  close(): Promise<void> {
    if (this.readable?.locked === true) return Promise.reject(new TypeError('locked'));
    this.readable = null;
    return Promise.resolve();
  }
  say(...bytes: number[]): void {
    this.#controller?.enqueue(Uint8Array.from(bytes));
  }
  fail(name: string, gone = false): void {
    const controller = this.#controller;
    if (gone) this.readable = null;
    else this.#stream();
    controller?.error(new DOMException('', name));
  }
  #stream(): void {
    this.readable = new ReadableStream({ start: (controller) => void (this.#controller = controller) });
  }
}

class FakeSerial extends EventTarget {
  ports: FakePort[] = [];
  picks: FakePort | DOMException = new DOMException('No port selected by the user.', 'NotFoundError');
  getPorts(): Promise<FakePort[]> {
    return Promise.resolve(this.ports);
  }
  requestPort(): Promise<FakePort> {
    return this.picks instanceof FakePort ? Promise.resolve(this.picks) : Promise.reject(this.picks);
  }
}

const own = Object.getOwnPropertyDescriptor(Navigator.prototype, 'serial')!;
let serial = new FakeSerial();
beforeEach(() => {
  localStorage.clear();
  serial = new FakeSerial();
  Object.defineProperty(Navigator.prototype, 'serial', { configurable: true, get: () => serial });
});
afterEach(() => {
  Object.defineProperty(Navigator.prototype, 'serial', own);
});

async function opened() {
  const port = new FakePort();
  serial.ports = [port];
  const [rated] = await serialGps()!.ports();
  return { port, rated, link: await rated.open(4800) };
}

test('a browser without serial ports gives no host', () => {
  Object.defineProperty(Navigator.prototype, 'serial', { configurable: true, get: () => undefined });
  expect(serialGps()).toBeNull();
});

test('a port is opened at the rate, read with times, and closed while somebody reads', async () => {
  const { port, rated, link } = await opened();
  expect(rated.name).toBe('u-blox receiver (1546:01a8)');
  expect(port.opened).toMatchObject([{ baudRate: 4800 }]);
  port.say(36, 71);
  const chunk = await link.read();
  expect([...chunk!.bytes]).toEqual([36, 71]);
  expect(chunk!.received).toBeGreaterThan(1.7e9);
  const reading = link.read();
  await link.close();
  expect(await reading).toBeNull();
  expect(port.readable).toBeNull();
  // It can be opened again: nothing holds it any more.
  await rated.open(9600);
  expect(port.opened).toHaveLength(2);
});

test('framing errors of a wrong rate are read through; a device that is gone ends the line', async () => {
  const { port, link } = await opened();
  const reading = link.read();
  port.fail('FramingError');
  await Promise.resolve();
  port.fail('BufferOverrunError');
  await new Promise((resolve) => setTimeout(resolve, 5));
  port.say(1);
  expect([...(await reading)!.bytes]).toEqual([1]);
  const last = link.read();
  port.fail('NetworkError', true);
  expect(await last).toBeNull();
});

test('a port that fails without end is given up', async () => {
  const { port, link } = await opened();
  let streams = 0;
  Object.defineProperty(port, 'readable', {
    get: () => (streams++, new ReadableStream({ start: (each) => each.error(new DOMException('', 'BreakError')) }))
  });
  expect(await link.read()).toBeNull();
  expect(streams).toBeGreaterThan(10);
});

test('the same port is the same to who asks twice', async () => {
  serial.ports = [new FakePort(), new FakePort()];
  serial.picks = serial.ports[1];
  const host = serialGps()!;
  const [first, second] = await host.ports();
  expect(await host.ports()).toEqual([first, second]);
  expect(await host.choose()).toBe(second);
  expect(first).not.toBe(second);
});

test('nothing chosen is null; what the browser refuses, and a port in use, are errors with words', async () => {
  const host = serialGps()!;
  expect(await host.choose()).toBeNull();
  serial.picks = new DOMException('Access is denied by policy.', 'SecurityError');
  await expect(host.choose()).rejects.toMatchObject({ code: 'gps.cannot-open', message: /denied by policy/ });
  const port = new FakePort();
  port.busy = true;
  serial.ports = [port];
  const [rated] = await host.ports();
  await expect(rated.open(9600)).rejects.toMatchObject({ code: 'gps.cannot-open' });
});

test('plugging in and out is told', () => {
  let told = 0;
  serialGps()!.onChange(() => told++);
  serial.dispatchEvent(new Event('connect'));
  serial.dispatchEvent(new Event('disconnect'));
  expect(told).toBe(2);
});

test('what is remembered is looked at before it is believed', () => {
  const host = serialGps()!;
  expect(host.recall()).toEqual({ off: false, rate: null });
  host.remember({ off: true, rate: 38_400 });
  expect(serialGps()!.recall()).toEqual({ off: true, rate: 38_400 });
  for (const kept of ['', 'nonsense', 'null', '{"off":1,"rate":"9600"}', '{"rate":-1}', '{"rate":1e99}']) {
    localStorage.setItem('wavepool.gps', kept);
    expect(host.recall()).toEqual({ off: false, rate: null });
  }
});
