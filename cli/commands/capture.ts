import { sampleFormats } from '#lib/base/sampleFormat.ts';
import { SigmfRecorder, type Recorded } from '#lib/platform/node/sigmfRecorder.ts';
import type { Radio, SampleBlock } from '#lib/radio/radio.ts';
import type { Command, CommandIo, OptionValues } from '../command.ts';
import { clockNote, GpsWatch } from '../capture/gpsWatch.ts';
import { outBase } from '../capture/outBase.ts';
import { hardwareOf, jsonOf, textOf } from '../capture/report.ts';
import { numberOption, textOption } from '../options.ts';
import { openRadioOf, radioHelp, radioOptions } from '../radios/radioOptions.ts';
import { StatusLine } from '../radios/statusLine.ts';
import { version } from '../version.ts';

/** `wavepool capture`: what a radio receives, as a SigMF recording. */
export const capture: Command = {
  name: 'capture',
  summary: 'record what a radio receives (SigMF)',
  help: `wavepool capture --radio SPEC --center HZ --rate HZ --out NAME.sigmf-meta [options]

Writes NAME.sigmf-data and NAME.sigmf-meta while samples come in. Ctrl+C ends it; what was written is
a whole recording then, and after an error too. Where samples were lost, or the radio was tuned, a new
capture segment begins with its own time and frequency.

${radioHelp}
  --seconds S      end after this time of the radio's own clock
  --samples N      end after this many samples
  --gps [SPEC]     note where it was recorded, and how this computer's clock stands against GPS: the positions
                   of a receiver, which wavepool gps --help lists (gpsd on this machine); where it moves,
                   a new capture segment begins
  --out NAME       NAME.sigmf-meta
  --force          replace a recording of that name
  --json           {meta, data, format, samples, seconds, rate, center, gain, ppm, settings, lost,
                    segments, sha512}, and with --gps: gps {place, clock}

Without --seconds or --samples it records until Ctrl+C.`,
  options: {
    ...radioOptions,
    seconds: { type: 'string' },
    samples: { type: 'string' },
    gps: { type: 'string' },
    out: { type: 'string' },
    force: { type: 'boolean' },
    json: { type: 'boolean' }
  },
  optionalValues: { gps: 'gps:gpsd' },
  argument: null,
  run
};

interface Limits {
  readonly seconds: number;
  readonly samples: number;
}

async function run(_: string, values: OptionValues, io: CommandIo): Promise<number> {
  const limits: Limits = {
    seconds: numberOption(values, 'seconds', { min: 1e-6, example: '10' }) ?? Infinity,
    samples: numberOption(values, 'samples', { min: 1, whole: true, example: '1M' }) ?? Infinity
  };
  const base = outBase(values);
  const force = values.force === true;
  // Before the radio, which may take its time, and again in the end.
  if (!force) SigmfRecorder.requireFree(base);
  const receiver = textOption(values, 'gps', 'a receiver, such as gpsd');
  const gps = receiver === undefined ? null : new GpsWatch(receiver, io);
  try {
    return await recordRadio(values, { base, force, limits, gps }, io);
  } finally {
    await gps?.close();
  }
}

interface Task {
  readonly base: string;
  readonly force: boolean;
  readonly limits: Limits;
  readonly gps: GpsWatch | null;
}

async function recordRadio(values: OptionValues, { base, force, limits, gps }: Task, io: CommandIo): Promise<number> {
  const radio = await openRadioOf(values, io);
  try {
    await gps?.located();
    const description = `Recorded by wavepool capture${limits.seconds === Infinity ? '' : ` for ${limits.seconds} s`}.`;
    const recorder = await SigmfRecorder.create({
      base,
      force,
      format: radio.info.format,
      hardware: hardwareOf(radio),
      recorder: `wavepool ${version}`,
      description
    });
    const started = radio.state;
    const bounded = limits.seconds < Infinity || limits.samples < Infinity;
    const about = () => (gps === null ? description : description + clockNote(gps.clock));
    const { recorded, ended } = await record(radio, { recorder, limits, gps, about }, io);
    if (recorded.samples === 0) {
      io.err('No samples came in: nothing was written.\n');
      return ended === 'stopped' ? 130 : 1;
    }
    const interrupted = bounded && ended === 'stopped';
    const located = gps === null ? {} : { gps: { place: gps.first, clock: gps.clock } };
    const report = { ...recorded, base, format: radio.info.format, ...started, ...located };
    io.out(values.json === true ? `${JSON.stringify(jsonOf(report, interrupted))}\n` : textOf(report, interrupted));
    return interrupted ? 130 : 0;
  } finally {
    await radio.close();
  }
}

interface Recording extends Pick<Task, 'limits' | 'gps'> {
  readonly recorder: SigmfRecorder;
  /** Its description, in the end. */
  readonly about: () => string;
}

/** @throws what the radio or the disk threw, after the recording was ended well */
async function record(
  radio: Radio,
  { recorder, limits, gps, about }: Recording,
  io: CommandIo
): Promise<{ recorded: Recorded; ended: 'stopped' | 'complete' }> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  if (io.signal.aborted) abort();
  io.signal.addEventListener('abort', abort, { once: true });
  const status = new StatusLine(io);
  const size = sampleFormats[radio.info.format].bytes;
  let first: SampleBlock | null = null;
  let complete = false;
  const sink = (block: SampleBlock): void | Promise<void> => {
    first ??= { ...block, data: new Uint8Array(0) };
    if (complete) return;
    if (block.rate !== first.rate || recorder.full) {
      complete = true;
      io.err(`The recording ends here: ${recorder.full ? 'it was tuned too often' : 'the sample rate has changed'}.\n`);
      abort();
      return;
    }
    const seconds = limits.seconds === Infinity ? Infinity : Math.round(limits.seconds * block.rate);
    const left = Math.min(limits.samples - recorder.samples, seconds - (block.sampleIndex - first.sampleIndex));
    const count = Math.min(block.data.length / size, Math.max(0, left));
    complete = count >= left;
    if (complete) abort();
    if (count === 0) return;
    status.show(() => progress(recorder, block.rate, limits));
    return recorder.write({ ...block, data: block.data.subarray(0, count * size), place: gps?.place ?? null });
  };
  let failure: unknown = null;
  try {
    const end = await radio.stream(sink, stop.signal);
    if (end.reason === 'end') complete = true;
  } catch (error) {
    failure = error;
  }
  io.signal.removeEventListener('abort', abort);
  status.clear();
  let recorded: Recorded;
  try {
    recorded = await recorder.finish(about());
  } catch (error) {
    if (recorder.written > 0) io.err(`${recorder.written} samples were written before it ended.\n`);
    throw asError(failure ?? error);
  }
  if (failure !== null) {
    if (recorded.samples > 0) io.err(`${recorded.samples} samples were written before it ended.\n`);
    throw asError(failure);
  }
  return { recorded, ended: complete ? 'complete' : 'stopped' };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

function progress({ samples, lost }: SigmfRecorder, rate: number, limits: Limits): string {
  const end = Math.min(limits.seconds, limits.samples / rate);
  const of = end < Infinity ? ` of ${end.toFixed(1)} s` : ' s';
  return `${(samples / rate).toFixed(1)}${of}, ${samples} samples, ${lost} lost`;
}
