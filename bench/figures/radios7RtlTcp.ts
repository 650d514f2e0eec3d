import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Figure, FigureResult } from '../figure.ts';
import { sharedRecordings, type SharedRecording } from '../sharedRecordings.ts';

const root = join(import.meta.dirname, '../..');
/** Rate that dump1090-mutability wants, S/s. */
const squitterRate = 2_400_000;

export const radios7RtlTcp: Figure = {
  id: 'radios.7',
  what: 'Real rtl_433 and dump1090 fed by wavepool rtltcp from recordings, against the same programs on the files',
  required: 'the same messages',
  ci: true,
  needsShared: true,
  measure
};

interface Outcome {
  readonly name: string;
  readonly messages: number;
  readonly fault: string | null;
}

async function measure(): Promise<FigureResult> {
  const lacking = ['rtl_433', 'dump1090-mutability'].filter((name) => spawnSync(name, ['-h']).error !== undefined);
  if (lacking.length > 0) return { measured: `not measured: ${lacking.join(', ')} is not installed`, pass: false };
  const files = sharedRecordings().filter(
    ({ path, format }) => /\/(?:rtl433|wmbus|sparsnas)_.*\.cu8$/.test(path) && format === 'cu8'
  );
  const outcomes: Outcome[] = [];
  const work = files.map((file) => () => byRtl433(file));
  work.push(byDump1090);
  // Two at a time: most of it is waiting for the recording's own time.
  await Promise.all(
    [0, 1].map(async () => {
      for (let next = work.shift(); next !== undefined; next = work.shift()) outcomes.push(await next());
    })
  );
  const faults = outcomes.filter(({ fault }) => fault !== null);
  const total = outcomes.reduce((sum, { messages }) => sum + messages, 0);
  return {
    measured: `${total} messages from ${outcomes.length} recordings, ${faults.length} recordings differ`,
    pass: faults.length === 0 && total > 100,
    details: outcomes.map(
      ({ name, messages, fault }) => `${name}: ${messages} messages${fault === null ? '' : `; ${fault}`}`
    )
  };
}

async function byRtl433({ path, rate }: SharedRecording): Promise<Outcome> {
  const options = ['-s', String(rate), '-F', 'json'];
  const fromFile = withoutTime(await output('rtl_433', [...options, '-r', path]));
  const fromServer = await served(`file:${path},rate=${rate}`, async (port) =>
    withoutTime(await output('rtl_433', [...options, '-d', `rtl_tcp:127.0.0.1:${port}`]))
  );
  return compared(basename(path), fromFile, fromServer);
}

/** A real recording of 1090 MHz, at the rate that this program reads. */
async function byDump1090(): Promise<Outcome> {
  const source = sharedRecordings().find(({ path }) => path.endsWith('modes1.bin'));
  if (source === undefined) return { name: 'modes1.bin', messages: 0, fault: 'it is not there' };
  const folder = mkdtempSync(join(tmpdir(), 'wavepool-figure-'));
  try {
    const file = join(folder, 'modes_1090M_2400k.cu8');
    writeFileSync(file, resampled(readFileSync(source.path), squitterRate / (source.rate ?? squitterRate)));
    const options = ['--raw', '--no-fix', '--ifile'];
    const fromFile = squitters(await output('dump1090-mutability', [...options, file]));
    const fromServer = await served(`file:${file}`, async (port) =>
      squitters(await output('dump1090-mutability', [...options, '-'], (input) => pour(port, input)))
    );
    return compared('modes1.bin at 2.4 MS/s (dump1090)', fromFile, fromServer);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compared(name: string, fromFile: readonly string[], fromServer: readonly string[]): Outcome {
  const different = fromFile.findIndex((line, at) => line !== fromServer.at(at));
  const same = different === -1 && fromFile.length === fromServer.length;
  const fault = `${fromFile.length} from the file, ${fromServer.length} over rtl_tcp; first difference: ${fromFile.at(different) ?? fromServer.at(fromFile.length) ?? ''}`;
  return { name, messages: fromFile.length, fault: same ? null : fault };
}

/** Runs `wavepool rtltcp` for as long as `use` takes. */
async function served<T>(spec: string, use: (port: number) => Promise<T>): Promise<T> {
  const args = [join(root, 'cli/wavepool.js'), 'rtltcp', '--radio', spec, '--port', '0'];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const gone = new Promise((resolve) => server.once('close', resolve));
  try {
    const port = await new Promise<number>((resolve, reject) => {
      server.once('close', () => reject(new Error(`wavepool rtltcp ended for ${spec}`)));
      server.stdout.on('data', (text: Buffer) => {
        const found = /served on \S+:(\d+) /.exec(text.toString());
        if (found !== null) resolve(Number(found[1]));
      });
    });
    return await use(port);
  } finally {
    server.kill();
    await gone;
  }
}

/** Samples of an rtl_tcp server, without its greeting, into a program. */
function pour(port: number, input: NodeJS.WritableStream): void {
  let skip = 12;
  const socket = connect(port, '127.0.0.1');
  socket.on('data', (data) => {
    const part = data.subarray(Math.min(skip, data.length));
    skip -= data.length - part.length;
    input.write(part);
  });
  socket.on('error', () => input.end());
  socket.on('end', () => input.end());
}

function output(program: string, args: string[], feed?: (input: NodeJS.WritableStream) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], timeout: 60_000 });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.stdin.on('error', () => undefined);
    child.once('error', reject);
    child.once('close', () => resolve(Buffer.concat(parts).toString()));
    if (feed === undefined) child.stdin.end();
    else feed(child.stdin);
  });
}

/** Lines of JSON; the time is that of the file's start here and of the clock there. */
function withoutTime(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.stringify({ ...(JSON.parse(line) as Record<string, unknown>), time: undefined }));
}

function squitters(text: string): string[] {
  return text.split('\n').filter((line) => line.startsWith('*'));
}

/** Samples (cu8) at `ratio` times their rate: a windowed sinc, 8 samples to each side. */
function resampled(bytes: Uint8Array, ratio: number): Uint8Array {
  const reach = 8;
  const samples = bytes.length >> 1;
  const out = new Uint8ClampedArray(2 * Math.floor(samples * ratio));
  for (let at = 0; at < out.length; at += 2) {
    const place = at / 2 / ratio;
    let [i, q] = [127.5, 127.5];
    for (
      let near = Math.max(0, Math.floor(place) - reach + 1);
      near <= Math.min(samples - 1, Math.floor(place) + reach);
      near++
    ) {
      const x = Math.PI * (place - near);
      const weight = (x === 0 ? 1 : Math.sin(x) / x) * (0.5 + 0.5 * Math.cos(x / reach));
      i += weight * (bytes[2 * near] - 127.5);
      q += weight * (bytes[2 * near + 1] - 127.5);
    }
    out[at] = i;
    out[at + 1] = q;
  }
  return new Uint8Array(out.buffer);
}
