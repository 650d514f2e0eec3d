import { monitorEventLoopDelay } from 'node:perf_hooks';
import { soapy } from '#cli/radios/soapy.ts';
import { hostClock } from '#lib/platform/web/hostClock.ts';
import { sampleFormats } from '#lib/base/sampleFormat.ts';
import { SoapyRadio } from '#lib/radio/soapy/soapyRadio.ts';
import { buildSoapyLab, soapyLabMissing, soapyRemoteMissing, startSoapyServer } from '#tests/lab/soapy/soapyLab.ts';
import type { Figure, FigureResult } from '../figure.ts';

/** WAVEPOOL_SOAPY_SECONDS shortens it for a first look; the figure is the one of 30 s each. */
const seconds = Number(process.env.WAVEPOOL_SOAPY_SECONDS ?? 30);
const mostStallMs = 20;

/** What became of one stream. */
interface SoapyMeasure {
  readonly name: string;
  readonly rate: number;
  /** Samples per second that came, of those that should. */
  readonly share: number;
  /** Samples lost: by the driver, or because the ring was full. */
  readonly lost: number;
  /** Overflows that the driver counted itself. */
  readonly overflows: number;
  /** Longest time that the main thread was held up, ms. */
  readonly stallMs: number;
  /** Of one core, main thread and reading thread together. */
  readonly load: number;
}

async function measureStream(name: string, spec: string): Promise<SoapyMeasure> {
  const host = { clock: hostClock, signal: new AbortController().signal, notice: () => undefined };
  const radio = await soapy.open(spec, host);
  if (!(radio instanceof SoapyRadio)) throw new TypeError('another radio');
  const stop = new AbortController();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const size = sampleFormats[radio.info.format].bytes;
  const seen = { samples: 0, lost: 0, checksum: 0, begun: 0, ended: 0 };
  let busy = process.cpuUsage();
  const stream = radio.stream(({ data, droppedBefore }) => {
    if (seen.begun === 0) {
      // What it takes to begin belongs to nothing that runs.
      seen.begun = performance.now();
      busy = process.cpuUsage();
      delay.enable();
      setTimeout(() => stop.abort(), seconds * 1000);
      return;
    }
    seen.samples += data.length / size;
    seen.lost += droppedBefore;
    // Somebody who looks at the samples.
    for (let at = 0; at < data.length; at += 4096) seen.checksum += data[at];
    seen.ended = performance.now();
  }, stop.signal);
  await stream;
  delay.disable();
  const used = process.cpuUsage(busy);
  const elapsed = (seen.ended - seen.begun) / 1000;
  const overflows = Number((await radio.sensors()).find(({ key }) => key === 'overflows')?.value ?? Number.NaN);
  const { rate } = radio.state;
  await radio.close();
  return {
    name,
    rate,
    share: seen.samples / elapsed / rate,
    lost: seen.lost,
    overflows,
    stallMs: delay.max / 1e6,
    load: (used.user + used.system) / 1e6 / elapsed
  };
}

async function measure(): Promise<FigureResult> {
  const missing = soapyLabMissing() ?? soapyRemoteMissing();
  if (missing !== null) return { measured: `not measured: ${missing}`, pass: false };
  const lab = buildSoapyLab();
  process.env.SOAPY_SDR_PLUGIN_PATH = lab.plugins;
  const measures = [
    await measureStream('virtual, 20 MS/s', 'driver=virtual,rate=20M'),
    await measureStream('virtual, 61.44 MS/s', 'driver=virtual,rate=61.44M')
  ];
  const server = await startSoapyServer(lab);
  try {
    const remote = `remote=tcp://127.0.0.1:${server.port},remote:driver=virtual,rate=20M`;
    measures.push(await measureStream('SoapyRemote over TCP, 20 MS/s', remote));
  } finally {
    await server.stop();
  }
  const lost = measures.reduce((sum, one) => sum + one.lost, 0);
  const overflows = measures.reduce((sum, one) => sum + one.overflows, 0);
  const stall = Math.max(...measures.map(({ stallMs }) => stallMs));
  return {
    measured: `${overflows} overflows, ${lost} samples lost, main thread held up ${stall.toFixed(1)} ms at most`,
    pass: overflows === 0 && lost === 0 && stall < mostStallMs && measures.every(({ share }) => share > 0.99),
    details: measures.map(
      ({ name, share, lost, overflows, stallMs, load }) =>
        `${name}, ${seconds} s: ${(100 * share).toFixed(2)} % came, ${overflows} overflows, ${lost} lost, ` +
        `longest stall ${stallMs.toFixed(1)} ms, ${(100 * load).toFixed(0)} % of a core`
    )
  };
}

export const radios6Soapy: Figure = {
  id: 'radios.6',
  what: `virtual SoapySDR module at 20 and 61.44 MS/s, SoapyRemote over TCP at 20 MS/s, ${seconds} s each`,
  required: `0 overflows, main thread held up less than ${mostStallMs} ms`,
  ci: false,
  needsShared: true,
  measure
};
