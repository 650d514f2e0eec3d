import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { soapy, soapyFinder } from '#cli/radios/soapy.ts';
import { hz, sampleRate } from '#lib/base/units.ts';
import { sampleFormats } from '#lib/base/sampleFormat.ts';
import { findSoapy } from '#lib/platform/node/soapy/findSoapy.ts';
import { hostClock } from '#lib/platform/web/hostClock.ts';
import type { Radio, SampleBlock } from '#lib/radio/radio.ts';
import { SoapyRadio } from '#lib/radio/soapy/soapyRadio.ts';
import { WelchPsd } from '#lib/spectrum/welchPsd.ts';
import { buildSoapyLab, soapyLabMissing, soapyRemoteMissing, startSoapyServer } from '#tests/lab/soapy/soapyLab.ts';

const missing = soapyLabMissing();
if (missing !== null) console.warn(`Skipped: ${missing}, so SoapySDR is not driven.`);
const remoteMissing = soapyRemoteMissing();
if (missing === null && remoteMissing !== null)
  console.warn(`Skipped: ${remoteMissing}, so no remote radio is driven.`);

const never = new AbortController().signal;
const notices: string[] = [];
const host = { clock: hostClock, signal: never, notice: (text: string) => void notices.push(text) };

async function open(rest: string): Promise<SoapyRadio> {
  const radio = await soapy.open(rest, host);
  if (!(radio instanceof SoapyRadio)) throw new TypeError('another radio');
  return radio;
}

/** Streams until `samples` have come. */
async function receive(radio: Radio, samples: number, at?: (block: SampleBlock, have: number) => unknown) {
  const stop = new AbortController();
  const blocks: SampleBlock[] = [];
  let have = 0;
  const size = sampleFormats[radio.info.format].bytes;
  const end = await radio.stream(async (block) => {
    blocks.push({ ...block, data: Uint8Array.from(block.data) });
    have += block.data.length / size;
    await at?.(block, have);
    if (have >= samples) stop.abort();
  }, stop.signal);
  return { blocks, end };
}

describe.skipIf(missing !== null)('SoapySDR’s own library', () => {
  let server: { port: number; stop(): Promise<void> } | null = null;
  let scratch = '';

  beforeAll(async () => {
    const lab = buildSoapyLab();
    process.env.SOAPY_SDR_PLUGIN_PATH = lab.plugins;
    process.env.SOAPY_VIRTUAL_COUNT = '2';
    scratch = await mkdtemp(join(tmpdir(), 'wavepool-soapy-'));
    if (remoteMissing === null) server = await startSoapyServer(lab);
  });
  afterAll(async () => {
    await server?.stop();
    await rm(scratch, { recursive: true, force: true });
  });

  it('finds devices', async () => {
    const found = await findSoapy(soapyFinder, { driver: 'virtual' }, never);
    expect(found.version).toMatch(/^0\.8/);
    expect(found.devices.map(({ serial }) => serial)).toEqual(['V0', 'V1']);
  });

  it('tells everything that the driver has, and sets it', async () => {
    const radio = await open('driver=virtual,serial=V1,gain=40,biastee=true');
    expect(radio.info).toMatchObject({
      driver: 'soapy',
      model: 'virtual-1',
      serial: 'V1',
      format: 'cs16',
      notices: []
    });
    expect(radio.info.rates).toEqual([{ min: 1e3, max: 200e6 }]);
    expect(radio.info.centers).toEqual([{ min: 0, max: 6e9 }]);
    expect(radio.state).toMatchObject({ gain: 40, settings: { 'bias-tee': true, antenna: 'RX', 'gain-lna': 40 } });
    const want = {
      center: hz(433.92e6),
      rate: sampleRate(1e6),
      gain: 'auto',
      ppm: 5,
      settings: { 'clock-source': 'gpsdo' }
    } as const;
    expect(await radio.configure(want)).toMatchObject(want);
    expect(await radio.configure({ center: hz(434e6) })).toMatchObject({ ppm: 5, center: 434e6 });
    expect((await radio.sensors()).map(({ key, value }) => `${key} ${value}`)).toEqual([
      'temp_c 41.5',
      'pps_lock true',
      'overflows 0'
    ]);
    await radio.close();
  });

  it('receives in every format: the tone is where it is, as strong as it is', async () => {
    for (const format of ['cu8', 'cs8', 'cs16', 'cf32'] as const) {
      const radio = await open(`driver=virtual,pace=0,tones=100.25e6:0.5,format=${format},rate=2M,center=100M`);
      expect(radio.info.format).toBe(format);
      const { blocks, end } = await receive(radio, 200_000);
      await radio.close();
      expect(end.dropped).toBe(0);
      const psd = new WelchPsd({ fft: 1024, window: 'hann', overlap: 0.5, format, rate: 2e6, center: 100e6 });
      for (const { data, droppedBefore } of blocks) psd.push(data, droppedBefore);
      const levels = psd.finish().psd_dbfs_hz;
      const strongest = levels.indexOf(Math.max(...levels));
      expect(Math.abs((strongest - 512) * (2e6 / 1024) - 250e3)).toBeLessThan(2e6 / 1024 + 1);
      // 0.5 of full scale is -6 dBFS, spread by the window over 1.5 bins.
      const expected = 20 * Math.log10(0.5) - 10 * Math.log10(1.5 * (2e6 / 1024));
      expect(Math.abs(levels[strongest] - expected), format).toBeLessThan(1.5);
    }
  });

  it('receives a file to the bit, in order, with the time of day', async () => {
    const values = Int16Array.from({ length: 2 * 100_000 }, (_, at) => (at * 7919) % 65536);
    const file = join(scratch, 'ramp.cs16');
    writeFileSync(file, new Uint8Array(values.buffer));
    const radio = await open(`driver=virtual,pace=0,file=${file}`);
    const { blocks } = await receive(radio, 90_000);
    await radio.close();
    const bytes = Buffer.concat(blocks.map(({ data }) => data));
    expect(bytes.subarray(0, 360_000).equals(Buffer.from(values.buffer, 0, 360_000))).toBe(true);
    expect(Math.abs(blocks[0].time - Date.now() / 1000)).toBeLessThan(60);
    expect(blocks[0].sampleIndex).toBe(0);
  });

  it('counts what the driver drops to the sample', async () => {
    // The module gives up every fourth 65536 samples, one read each.
    const radio = await open('driver=virtual,pace=0,drop_every=4,rate=20M');
    const { blocks, end } = await receive(radio, 2_000_000);
    await radio.close();
    const drops = blocks.filter(({ droppedBefore }) => droppedBefore > 0);
    expect(drops.length).toBeGreaterThan(5);
    expect(drops.every(({ droppedBefore }) => droppedBefore % 65536 === 0)).toBe(true);
    expect(end.dropped).toBe(drops.reduce((sum, { droppedBefore }) => sum + droppedBefore, 0));
    const last = blocks.at(-1)!;
    const counted = last.sampleIndex + last.data.length / 4;
    expect(counted).toBe(end.delivered + end.dropped);
  });

  it('retunes while it streams, centre and rate', async () => {
    const radio = await open('driver=virtual,rate=2M');
    const { blocks } = await receive(radio, 600_000, async ({ sampleIndex }, have) => {
      if (sampleIndex > 0 && have > 200_000 && radio.state.center === 100e6)
        await radio.configure({ center: hz(433e6) });
      if (have > 400_000 && radio.state.rate === 2e6) await radio.configure({ rate: sampleRate(4e6) });
    });
    await radio.close();
    const tunings = [...new Set(blocks.map(({ center, rate }) => `${center} ${rate}`))];
    expect(tunings).toEqual(['100000000 2000000', '433000000 2000000', '433000000 4000000']);
  });

  it('drops what finds the ring full, and counts it', async () => {
    const radio = await open('driver=virtual,rate=100M,tones=1:0.1,noise=0');
    const begun = Date.now();
    const { end, blocks } = await receive(radio, 40_000_000, async () => {
      if (Date.now() - begun < 1500) await new Promise((resolve) => setTimeout(resolve, 1500));
    });
    await radio.close();
    expect(end.dropped).toBeGreaterThan(0);
    const last = blocks.at(-1)!;
    expect(last.sampleIndex + last.data.length / 4).toBe(end.delivered + end.dropped);
  });

  it('says in words what cannot be', async () => {
    await expect(open('driver=nosuch')).rejects.toMatchObject({ code: 'soapy.failed' });
    await expect(open('driver=virtual,channel=3')).rejects.toThrow('there is no channel 3');
    await expect(open('driver=virtual,file=/nowhere.cs16')).rejects.toThrow('cannot read /nowhere.cs16');
    await expect(open('driver=virtual,format=cs4')).rejects.toMatchObject({ code: 'soapy.failed' });
    await expect(open('serial=none-such')).rejects.toMatchObject({ code: 'radio.none' });
    await expect(open('driver=virtual,rate=900G')).rejects.toMatchObject({ code: 'radio.range' });
  });

  it('gives an opening up when it is called off', async () => {
    const stop = new AbortController();
    const opening = soapy.open('driver=virtual', { ...host, signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(opening).rejects.toThrow('enough');
  });

  it.skipIf(remoteMissing !== null)('receives over the network, by TCP', async () => {
    const radio = await open(`remote=tcp://127.0.0.1:${server?.port},remote:driver=virtual,rate=2M,bias-tee=on`);
    expect(radio.state.settings['bias-tee']).toBe(true);
    const { blocks, end } = await receive(radio, 1_000_000);
    expect(blocks.length).toBeGreaterThan(10);
    const last = blocks.at(-1)!;
    expect(last.sampleIndex + last.data.length / 4).toBe(end.delivered + end.dropped);
    await radio.close();
  });

  it.skipIf(remoteMissing !== null)('says that a server went away', async () => {
    const lab = buildSoapyLab();
    const other = await startSoapyServer(lab);
    const radio = await open(`remote=tcp://127.0.0.1:${other.port},remote:driver=virtual,rate=2M`);
    const outcome = receive(radio, 1e12, async (_, have) => {
      if (have > 200_000) await other.stop();
    });
    await expect(outcome).rejects.toMatchObject({
      code: expect.stringMatching(/soapy\.stream|radio\.silent/) as string
    });
    await radio.close();
    await expect(open(`remote=tcp://127.0.0.1:${other.port},remote:driver=virtual`)).rejects.toMatchObject({
      code: 'soapy.failed'
    });
  });
});
