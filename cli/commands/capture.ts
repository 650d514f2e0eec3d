import { existsSync } from 'node:fs';
import { sampleFormats } from '#lib/base/sampleFormat.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { SigmfRecorder, type Recorded } from '#lib/platform/node/sigmfRecorder.ts';
import type { Radio, SampleBlock } from '#lib/radio/radio.ts';
import type { Command, CommandIo, OptionValues } from '../command.ts';
import { frequencyText } from '../frequencyText.ts';
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
  --out NAME       NAME.sigmf-meta
  --force          replace a recording of that name
  --json           {meta, data, format, samples, seconds, rate, center, gain, ppm, settings, lost,
                    segments, sha512}

Without --seconds or --samples it records until Ctrl+C.`,
  options: {
    ...radioOptions,
    seconds: { type: 'string' },
    samples: { type: 'string' },
    out: { type: 'string' },
    force: { type: 'boolean' },
    json: { type: 'boolean' }
  },
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
  if (!force) checkFree(base);
  const radio = await openRadioOf(values, io);
  try {
    const recorder = await SigmfRecorder.create({
      base,
      force,
      format: radio.info.format,
      hardware: hardwareOf(radio),
      recorder: `wavepool ${version}`,
      description: `Recorded by wavepool capture${limits.seconds === Infinity ? '' : ` for ${limits.seconds} s`}.`
    });
    const started = radio.state;
    const bounded = limits.seconds < Infinity || limits.samples < Infinity;
    const { recorded, ended } = await record(radio, recorder, limits, io);
    if (recorded.samples === 0) {
      io.err('No samples came in: nothing was written.\n');
      return ended === 'stopped' ? 130 : 1;
    }
    const interrupted = bounded && ended === 'stopped';
    const about = { ...recorded, base, format: radio.info.format, ...started };
    io.out(values.json === true ? `${JSON.stringify(jsonOf(about, interrupted))}\n` : textOf(about, interrupted));
    return interrupted ? 130 : 0;
  } finally {
    await radio.close();
  }
}

/** @throws what the radio or the disk threw, after the recording was ended well */
async function record(
  radio: Radio,
  recorder: SigmfRecorder,
  limits: Limits,
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
    return recorder.write({ ...block, data: block.data.subarray(0, count * size) });
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
    recorded = await recorder.finish();
  } catch (error) {
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

function outBase(values: OptionValues): string {
  const out = textOption(values, 'out', 'NAME.sigmf-meta');
  const bad = (value: string, want: string) => new WavepoolError('option.bad-value', { option: '--out', value, want });
  if (out === undefined) throw bad('left out', 'name the recording, such as --out NAME.sigmf-meta');
  if (/\.sigmf(?:-collection)?$/.test(out)) throw bad(out, 'a recording is a pair of files; use NAME.sigmf-meta');
  const base = out.replace(/\.sigmf-(?:meta|data)$/, '');
  if (base === '' || /[/\\]$/.test(base)) throw bad(out, 'use NAME.sigmf-meta');
  return base;
}

function checkFree(base: string): void {
  const name = [`${base}.sigmf-meta`, `${base}.sigmf-data`].find((path) => existsSync(path));
  if (name === undefined) return;
  const why = 'it is there already; choose another name, or say --force to replace it';
  throw new WavepoolError('file.not-written', { name, why });
}

function hardwareOf({ info, state }: Radio): string {
  const settings = Object.entries(state.settings).map(([key, value]) => `${key} ${settingText(value)}`);
  const parts = [
    info.model,
    ...(info.serial === '' ? [] : [`serial ${info.serial}`]),
    state.gain === 'auto' ? 'automatic gain' : `gain ${state.gain} dB`,
    ...(state.ppm === 0 ? [] : [`${state.ppm} ppm`]),
    ...settings
  ];
  return parts.join(', ');
}

function settingText(value: string | number | boolean): string {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
}

interface About extends Recorded, Readonly<Pick<Radio['state'], 'center' | 'rate' | 'gain' | 'ppm' | 'settings'>> {
  readonly base: string;
  readonly format: string;
}

function jsonOf(
  { base, format, samples, rate, center, gain, ppm, settings, lost, segments, sha512 }: About,
  interrupted: boolean
) {
  return {
    meta: `${base}.sigmf-meta`,
    data: `${base}.sigmf-data`,
    format,
    samples,
    seconds: samples / rate,
    rate,
    center,
    gain,
    ppm,
    settings,
    lost,
    segments,
    sha512,
    ...(interrupted ? { interrupted: true } : {})
  };
}

function textOf({ base, format, samples, rate, center, lost, segments }: About, interrupted: boolean): string {
  const where = `${frequencyText(rate, 1).replace('Hz', 'S/s')} around ${frequencyText(center, 1000)}`;
  const pieces = `${segments} capture ${segments === 1 ? 'segment' : 'segments'}`;
  return (
    `${base}.sigmf-meta: ${samples} samples (${(samples / rate).toFixed(3)} s, ${format}), ${where}\n` +
    `${lost} lost, ${pieces}${interrupted ? ', interrupted' : ''}\n`
  );
}
