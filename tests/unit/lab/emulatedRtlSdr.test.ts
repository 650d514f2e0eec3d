import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hz } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { RtlSdrRadio } from '#lib/radio/rtlsdr/rtlSdrRadio.ts';
import type { UsbControlSetup } from '#lib/radio/usb/usbDevice.ts';
import { EmulatedR82xx } from '#tests/lab/emulated/emulatedR82xx.ts';
import { EmulatedRtlSdr, rtlSdrModels } from '#tests/lab/emulated/emulatedRtlSdr.ts';
import type { ControlRecord } from '#tests/lab/emulated/emulatedUsbDevice.ts';
import { rtlEeprom } from '#tests/lab/emulated/rtlEeprom.ts';

interface RecordedCall {
  readonly call: string;
  readonly args: readonly number[];
  readonly ctl: readonly ControlRecord[];
  readonly state?: { readonly center: number; readonly rate: number; readonly if: number; readonly direct: number };
}

/** Transfers of the real librtlsdr: what it read, and what its writes mean, must be what the model says. */
describe.each([
  ['r820t', 'librtlsdr-0.6.0-r820t.json'],
  ['r828d', 'librtlsdr-0.6.0-r828d.json']
] as const)('EmulatedRtlSdr %s against recorded transfers', (model, file) => {
  const calls = JSON.parse(
    readFileSync(new URL(`../../vectors/librtlsdr/${file}`, import.meta.url), 'utf8')
  ) as RecordedCall[];
  // The recording took every R828D for one with the demodulator's crystal.
  const tuner = new EmulatedR82xx({ chip: model === 'r820t' ? 'R820T' : 'R828D' });

  it('answers, acknowledges and refuses the same', async () => {
    const device = await opened(new EmulatedRtlSdr({ clock: null, model, tuner }));
    for (const { call, args, ctl, state } of calls) {
      for (const record of ctl) expect([call, args, await replay(device, record)]).toEqual([call, args, record]);
      if (state === undefined) continue;
      expect(device.rate).toBeCloseTo(state.rate, 2);
      expect(device.intermediate).toBeCloseTo(state.if, 0);
      expect(device.center).toBeCloseTo(state.center, 0);
      expect(device.direct).toBe([null, 'I', 'Q'][state.direct]);
    }
    expect(device.log.length).toBe(calls.reduce((sum, { ctl }) => sum + ctl.length, 0));
    expect(device.log[0]).toEqual(calls[0].ctl[0]);
  });
});

describe('EmulatedRtlSdr', () => {
  it('lets its tuner answer only while the repeater is open', async () => {
    const device = await opened(new EmulatedRtlSdr({ clock: null }));
    expect((await device.controlTransferIn(request(0x34, 0x600), 1)).status).toBe('stall');
    await device.controlTransferOut(request(0x0120, 0x11), Uint8Array.of(0x18));
    expect(device.repeater).toBe(true);
    const { data } = await device.controlTransferIn(request(0x34, 0x600), 1);
    expect(data?.getUint8(0)).toBe(0x69);
    expect((await device.controlTransferIn(request(0x74, 0x600), 1)).status).toBe('stall');
  });

  it.each([
    ['blog-v4', 0x74],
    ['blog-v4l', 0x34]
  ] as const)('%s has its tuner at its address, and an upconverter that GPIO 5 switches', async (model, address) => {
    const device = new EmulatedRtlSdr({ clock: null, model });
    expect(device.tuner?.address).toBe(address);
    const radio = await RtlSdrRadio.open(device, new VirtualClock());
    for (const [center, pin5] of [
      [7.1e6, false],
      [28.7e6, false],
      [28.9e6, true],
      [100e6, true],
      [500e6, true]
    ] as const) {
      await radio.configure({ center: hz(center) });
      expect(device.pins[5]).toBe(pin5);
      expect(Math.abs(device.center - center)).toBeLessThan(1000);
    }
    await radio.configure({ settings: { 'bias-tee': true } });
    expect(device.pins[0]).toBe(true);
    // On the wrong input nothing is moved up.
    await radio.configure({ center: hz(7.1e6) });
    device.tuner?.write(Uint8Array.of(0x06, 0x00));
    expect(device.center > 20e6).toBe(model === 'blog-v4');
    await radio.close();
  });

  it('asks a tuner that a pin keeps in reset nothing', async () => {
    const tuner = new EmulatedR82xx({ chip: 'R820T' });
    const held = Object.assign(tuner, { powered: (pins: readonly (boolean | undefined)[]) => pins[5] === false });
    const device = await opened(new EmulatedRtlSdr({ clock: null, tuner: held }));
    await device.controlTransferOut(request(0x0120, 0x11), Uint8Array.of(0x18));
    const answers = async () => (await device.controlTransferIn(request(0x34, 0x600), 1)).status;
    expect(await answers()).toBe('stall');
    await device.controlTransferOut(request(0x3004, 0x210), Uint8Array.of(0xdf));
    await device.controlTransferOut(request(0x3003, 0x210), Uint8Array.of(0x20));
    await device.controlTransferOut(request(0x3001, 0x210), Uint8Array.of(0x00));
    expect(device.pins[5]).toBe(false);
    expect(await answers()).toBe('ok');
  });

  it('tells of every model by its strings', async () => {
    for (const [model, { maker, product }] of Object.entries(rtlSdrModels)) {
      const device = await opened(
        new EmulatedRtlSdr({ clock: null, model: model as keyof typeof rtlSdrModels, serial: '77' })
      );
      await device.controlTransferOut(request(0xa0, 0x610), Uint8Array.of(0));
      const { data } = await device.controlTransferIn(request(0xa0, 0x600), 256);
      const bytes = new Uint8Array((data as DataView).buffer);
      expect(bytes).toEqual(rtlEeprom(0x0bda, 0x2838, [maker, product, '77']));
      const text = new TextDecoder('utf-16le');
      expect(text.decode(bytes.subarray(11, 9 + bytes[9]))).toBe(maker);
    }
  });

  it('keeps an EEPROM together whatever its strings are', () => {
    const long = rtlEeprom(0xffff, 0, ['é'.repeat(500), '', 'x'.repeat(500)]);
    expect(long.length).toBe(256);
    expect(long[9]).toBe(2 + 2 * ((256 - 9 - 2) >> 1));
  });

  it('is stopped after power-on, and counts in test mode from where its FIFO was emptied', async () => {
    const clock = new VirtualClock();
    const device = await opened(new EmulatedRtlSdr({ clock }));
    expect((await device.transferIn(1, 512)).status).toBe('stall');
    await device.controlTransferOut(request(0x1900, 0x10), Uint8Array.of(0x03));
    await start(device);
    const two = Promise.all([device.transferIn(1, 512), device.transferIn(1, 512)]);
    await clock.advance(1);
    const bytes = (await two).flatMap(({ data }) => [...new Uint8Array((data as DataView).buffer)]);
    expect(bytes).toEqual(Array.from({ length: 1024 }, (_, at) => at & 255));
  });

  it('hears a tone where it is tuned to', async () => {
    const device = await opened(
      new EmulatedRtlSdr({ clock: null, tuner: null, tones: [{ frequency: 256e3, amplitude: 0.5 }], noise: 1 })
    );
    // Without a tuner and IF it listens at 0 Hz, 2.048 MS/s: the tone turns an eighth of a circle a sample.
    await start(device);
    const { data } = await device.transferIn(1, 4096);
    const bytes = new Uint8Array((data as DataView).buffer);
    let [re, im] = [0, 0];
    for (let i = 0; i < 2048; i++) {
      const angle = (-2 * Math.PI * i) / 8;
      const [x, y] = [bytes[2 * i] - 127.5, bytes[2 * i + 1] - 127.5];
      re += x * Math.cos(angle) - y * Math.sin(angle);
      im += x * Math.sin(angle) + y * Math.cos(angle);
    }
    expect(Math.hypot(re, im) / 2048 / 127).toBeCloseTo(0.5, 1);
  });
});

async function opened(device: EmulatedRtlSdr): Promise<EmulatedRtlSdr> {
  await device.open();
  await device.claimInterface(0);
  return device;
}

/** Empties the FIFO and lets the endpoint run. */
async function start(device: EmulatedRtlSdr): Promise<void> {
  await device.controlTransferOut(request(0x2148, 0x110), Uint8Array.of(0x10, 0x02));
  await device.controlTransferOut(request(0x2148, 0x110), Uint8Array.of(0, 0));
}

function request(value: number, index: number): UsbControlSetup {
  return { requestType: 'vendor', recipient: 'device', request: 0, value, index };
}

async function replay(
  device: EmulatedRtlSdr,
  [type, value, index, length, data]: ControlRecord
): Promise<ControlRecord> {
  const setup = request(parseInt(value, 16), parseInt(index, 16));
  if (type === '40') await device.controlTransferOut(setup, Uint8Array.from(Buffer.from(data, 'hex')));
  else await device.controlTransferIn(setup, length);
  return device.log[device.log.length - 1];
}
