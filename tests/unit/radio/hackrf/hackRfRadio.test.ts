import { describe, expect, it } from 'vitest';
import { hz, sampleRate } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { splitGain } from '#lib/radio/hackrf/hackRfGain.ts';
import { hackRfKind } from '#lib/radio/hackrf/hackRfKind.ts';
import { HackRfRadio } from '#lib/radio/hackrf/hackRfRadio.ts';
import type { SampleBlock } from '#lib/radio/radio.ts';
import { radioContract } from '#tests/contracts/radioContract.ts';
import { EmulatedHackRf, type EmulatedHackRfOptions } from '#tests/lab/emulated/emulatedHackRf.ts';
import { drive } from './drive.ts';
import { recordingHackRf, type RecordingOptions } from './recordingHackRf.ts';

radioContract('HackRF', async () => {
  const clock = new VirtualClock(1000);
  const radio = await HackRfRadio.open(new EmulatedHackRf({ clock }), clock);
  await radio.configure({ rate: sampleRate(2e6) });
  return { radio, clock, retune: { center: hz(433.92e6), rate: sampleRate(2.5e6) }, stallSeconds: 1.2 };
});

async function open(options: Partial<EmulatedHackRfOptions> = {}) {
  const clock = new VirtualClock(1000);
  const device = new EmulatedHackRf({ clock, ...options });
  return { clock, device, radio: await HackRfRadio.open(device, clock) };
}

async function recorded(options: RecordingOptions = {}) {
  const recorder = recordingHackRf(options);
  return { ...recorder, radio: await HackRfRadio.open(recorder.device, new VirtualClock()) };
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => (error instanceof WavepoolError ? error : Promise.reject(error as Error))
  );

/** Streams for so many seconds of the clock. */
async function receive({ radio, clock }: { radio: HackRfRadio; clock: VirtualClock }, seconds: number) {
  const stop = new AbortController();
  const blocks: (Omit<SampleBlock, 'data'> & { data: Uint8Array })[] = [];
  const stream = radio.stream((block) => {
    blocks.push({ ...block, data: block.data.slice() });
  }, stop.signal);
  const progress = drive(clock, stream);
  await Promise.race([progress, clock.until(clock.now() + seconds)]);
  stop.abort();
  return { blocks, end: await progress };
}

describe('HackRfRadio', () => {
  it('says what it is', async () => {
    const { radio } = await open({ serial: '000000000000000014d463dc2f7c35e1' });
    expect(radio.info).toMatchObject({
      driver: 'hackrf',
      model: 'HackRF One',
      serial: '000000000000000014d463dc2f7c35e1',
      format: 'cs8',
      clock: { source: 'crystal', ppm: 20 },
      paced: true
    });
    expect(radio.info.notices[0]).toContain('2022.09.1');
    expect(radio.state).toMatchObject({ gain: 'auto', ppm: 0, settings: { lna: 16, vga: 20 } });
  });

  it.each([
    [0, 'HackRF Jellybean'],
    [1, 'HackRF Jawbreaker'],
    [2, 'HackRF One'],
    [3, 'rad1o'],
    [4, 'HackRF One'],
    [5, 'HackRF Pro'],
    [0xfe, 'HackRF One']
  ])('names board %i', async (board, model) => {
    const { radio } = await open({ board });
    expect(radio.info.model).toBe(model);
  });

  it('asks the microcontroller for a serial that its port does not say', async () => {
    const { radio } = await recorded();
    expect(radio.info.serial).toBe('0000000000000000a06063c800000001');
  });

  it('takes control characters out of what the firmware calls itself', async () => {
    const version = Uint8Array.from([...new TextEncoder().encode('v1\n\x1b[2J'), 0, 65, 65]);
    const { radio } = await recorded({ answer: ({ request }) => (request === 15 ? version : undefined) });
    expect(radio.info.notices[0]).toBe('Firmware v1??[2J.');
  });

  it('puts everything into force when it is opened, and only what changes later', async () => {
    const { radio, requests } = await recorded();
    expect(requests.map(([, code]) => code)).toEqual([1, 14, 18, 15, 6, 7, 16, 20, 19, 17, 23, 29]);
    requests.length = 0;
    await radio.configure({});
    await radio.configure({ ...radio.state });
    expect(requests).toEqual([]);
    await radio.configure({ center: hz(200e6) });
    await radio.configure({ settings: { amp: true } });
    await radio.configure({ rate: sampleRate(4e6) });
    // Another rate makes the firmware choose a filter of its own.
    expect(requests.map(([, code]) => code)).toEqual([16, 17, 6, 7]);
  });

  it('sends again what failed, and nothing of what was refused', async () => {
    let broken = true;
    const { radio, requests } = await recorded({
      answer: ({ request, value }) => (broken && request === 17 && value === 1 ? 'stall' : undefined)
    });
    const before = radio.state;
    const error = await refusal(radio.configure({ settings: { amp: true } }));
    expect(error?.code).toBe('usb.failed');
    expect(radio.state).toEqual(before);
    broken = false;
    requests.length = 0;
    await radio.configure({ settings: { amp: true } });
    expect(requests).toEqual([['out', 17, 1, 0, '']]);
    expect((await refusal(radio.configure({ center: hz(8e9), settings: { amp: false } })))?.code).toBe('radio.range');
    expect(requests.length).toBe(1);
  });

  it('takes a gain that the firmware refuses for an error', async () => {
    const { radio } = await recorded({
      answer: ({ request, index }) => (request === 19 && index === 40 ? Uint8Array.of(0) : undefined)
    });
    const error = await refusal(radio.configure({ gain: 90 }));
    expect(error?.code).toBe('usb.failed');
    expect(error?.message).toContain('40 dB');
  });

  it('takes an answer that is too short for an error, not for a zero', async () => {
    const recorder = recordingHackRf({
      answer: ({ request }) => (request === 18 ? new Uint8Array(23) : undefined)
    });
    expect((await refusal(HackRfRadio.open(recorder.device, new VirtualClock())))?.code).toBe('usb.failed');
    expect(recorder.calls.at(-1)).toBe('close');
  });

  it('shares every gain out to steps that there are', () => {
    for (let gain = 0; gain <= 102; gain++) {
      const { lna, vga } = splitGain(gain);
      expect(Math.abs(lna + vga - gain)).toBeLessThanOrEqual(1);
      expect(lna % 8 === 0 && lna >= 0 && lna <= 40 && vga % 2 === 0 && vga >= 0 && vga <= 62).toBe(true);
      expect(vga - lna).toBeGreaterThanOrEqual(0);
    }
    expect(splitGain(36)).toEqual({ lna: 16, vga: 20 });
    expect(splitGain(102)).toEqual({ lna: 40, vga: 62 });
  });

  it('makes one gain of what is set for LNA and VGA', async () => {
    const { radio, device } = await open();
    expect((await radio.configure({ gain: 60 })).gain).toBe(60);
    expect(device.state).toMatchObject({ lna: 24, vga: 36 });
    expect((await radio.configure({ settings: { vga: 10 } })).gain).toBe(34);
    expect((await radio.configure({ gain: 60, settings: { lna: 40 } })).gain).toBe(76);
    expect(device.state).toMatchObject({ lna: 40, vga: 36 });
    expect((await radio.configure({ gain: 'auto' })).gain).toBe('auto');
    expect(device.state).toMatchObject({ lna: 16, vga: 20 });
    expect((await refusal(radio.configure({ settings: { lna: 12 } })))?.code).toBe('radio.bad-setting');
  });

  it('corrects centre and rate for its crystal, and keeps the filter', async () => {
    const { radio, device } = await open();
    await radio.configure({ center: hz(6e9), rate: sampleRate(20e6), ppm: 100 });
    // What a crystal that is 100 ppm fast makes of it is what was wanted.
    expect(Math.abs(device.state.center * (1 + 100e-6) - 6e9)).toBeLessThan(1);
    expect(Math.abs(device.state.rate * (1 + 100e-6) - 20e6)).toBeLessThan(1);
    expect(device.state.filter).toBe(15e6);
    expect(radio.state).toMatchObject({ center: 6e9, rate: 20e6, ppm: 100 });
  });

  it('offers no trigger where the firmware has none', async () => {
    const { radio, requests } = await recorded({ api: 0x0100 });
    expect(radio.info.settings.map(({ key }) => key)).not.toContain('hardware-sync');
    expect(Object.keys(radio.state.settings)).not.toContain('hardware-sync');
    expect(requests.map(([, code]) => code)).not.toContain(29);
  });

  it('hears a tone where it is, and as strong as it is', async () => {
    const tones = [{ frequency: 433.92e6 + 250e3, amplitude: 0.5 }];
    const opened = await open({ tones });
    await opened.radio.configure({ center: hz(433.92e6), rate: sampleRate(2e6) });
    const { blocks } = await receive(opened, 0.1);
    const samples = new Int8Array(blocks[0].data.buffer);
    let [re, im] = [0, 0];
    const count = 8192;
    for (let n = 0; n < count; n++) {
      const turns = (250e3 / 2e6) * n;
      re += samples[2 * n] * Math.cos(2 * Math.PI * turns) + samples[2 * n + 1] * Math.sin(2 * Math.PI * turns);
      im += samples[2 * n + 1] * Math.cos(2 * Math.PI * turns) - samples[2 * n] * Math.sin(2 * Math.PI * turns);
    }
    expect(Math.hypot(re, im) / count / 128).toBeCloseTo(0.5, 1);
  });

  it('leaves reception once what was queued has come, and takes up power and amplifier with each start', async () => {
    const opened = await open();
    const { device, radio } = opened;
    await radio.configure({ settings: { amp: true, 'bias-tee': true } });
    device.requests.length = 0;
    const { end } = await receive(opened, 0.1);
    expect(end.dropped).toBe(0);
    expect(device.requests).toEqual([1, 1, 17, 23, 1]);
    expect(device.state.mode).toBe('off');
    expect(device.state.antennaPower).toBe(true);
    await radio.close();
    expect(device.state.antennaPower).toBe(false);
    expect(device.opened).toBe(false);
  });

  it('tells when it is pulled out, and closes all the same', async () => {
    const opened = await open();
    const run = receive(opened, 5);
    await opened.clock.advance(0.1);
    opened.device.unplug();
    const error = await refusal(run);
    expect(error?.code).toBe('usb.unplugged');
    await opened.radio.close();
    expect((await refusal(opened.radio.configure({})))?.code).toBe('radio.closed');
  });

  it('gives a device back that it cannot set up', async () => {
    const clock = new VirtualClock();
    const device = new EmulatedHackRf({ clock });
    device.faults.controlStall = ({ request }) => request === 6;
    expect((await refusal(HackRfRadio.open(device, clock)))?.code).toBe('usb.failed');
    expect(device.opened).toBe(false);
    device.faults.controlStall = null;
    device.faults.claimRefused = true;
    expect((await refusal(HackRfRadio.open(device, clock)))?.code).toBe('usb.claimed');
  });

  it('is a kind of USB radio', async () => {
    const clock = new VirtualClock();
    const device = new EmulatedHackRf({ clock });
    const { vendorId, productId } = device;
    expect(hackRfKind.ids).toContainEqual({ vendorId, productId, name: 'HackRF One' });
    const radio = await hackRfKind.open(device, clock);
    expect(radio.info.driver).toBe(hackRfKind.driver);
    await radio.close();
  });
});
