/**
 * Records what the real librtlsdr (Debian's 0.6.0) does with an emulated dongle, in a random but repeatable sequence of calls:
 *
 *   node tests/vectors/librtlsdr/record.ts TUNER SEED CALLS OUT.json
 *
 * TUNER is a model of the emulator (rtl for R820T, r828d, notuner, …). Needs Linux with librtlsdr0, and the emulator: FAKEUSB names its built
 * library, or else its source in ../shared/lab/usb is built with gcc (libusb-1.0-0-dev). Format: README.md beside this file. In place of
 * SEED and CALLS (then 0) a JSON file of calls is taken too: [["set_center_freq", 100000000], …] (tunerCalls.ts).
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import koffi from 'koffi';
import { compactTransfers } from './recording.ts';

const [tuner, seedText, countText, out] = process.argv.slice(2);
if (out === undefined) throw new Error('node record.ts TUNER SEED CALLS OUT.json');
if (process.env.FAKEUSB_LOG === undefined) inEmulator();
else record(process.env.FAKEUSB_LOG);

/** Runs this file once more with the emulator in place of libusb. */
function inEmulator(): void {
  const folder = mkdtempSync(join(tmpdir(), 'librtlsdr-'));
  try {
    const library = process.env.FAKEUSB ?? join(folder, 'libfakeusb.so');
    if (!existsSync(library)) {
      const source = fileURLToPath(new URL('../../../../shared/lab/usb/fakeusb.c', import.meta.url));
      execFileSync('gcc', ['-O2', '-shared', '-fPIC', '-o', library, source, '-lpthread', '-lm'], { stdio: 'inherit' });
    }
    const env = {
      ...process.env,
      LD_PRELOAD: library,
      FAKEUSB_PACE: '0',
      FAKEUSB_DEVICES: tuner,
      FAKEUSB_LOG: join(folder, 'log')
    };
    const { status } = spawnSync(process.execPath, process.argv.slice(1), { env, stdio: ['ignore', 'inherit', 'ignore'] });
    process.exitCode = status ?? 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A line of the emulator's log. */
interface Logged {
  readonly ev: string;
  readonly bm: string;
  readonly value: string;
  readonly index: string;
  readonly len: number;
  readonly data: string;
  readonly rc: number;
}

function record(log: string): void {
  writeFileSync(log, '');
  const library = koffi.load('librtlsdr.so.0');
  const device = 'void *';
  const call = (name: string, result: string, ...args: string[]) => library.func(`rtlsdr_${name}`, result, [device, ...args]);
  const open = library.func('int rtlsdr_open(_Out_ void **dev, uint32_t index)');
  const functions: Record<string, (...args: unknown[]) => number> = {
    close: call('close', 'int'),
    reset_buffer: call('reset_buffer', 'int')
  };
  for (const name of ['sample_rate', 'center_freq', 'tuner_bandwidth'])
    functions[`set_${name}`] = call(`set_${name}`, 'int', 'uint32_t');
  const flags = ['freq_correction', 'tuner_gain_mode', 'tuner_gain', 'agc_mode', 'direct_sampling', 'offset_tuning', 'bias_tee', 'testmode'];
  for (const name of flags) functions[`set_${name}`] = call(`set_${name}`, 'int', 'int');
  functions.set_bias_tee_gpio = call('set_bias_tee_gpio', 'int', 'int', 'int');
  functions.set_tuner_if_gain = call('set_tuner_if_gain', 'int', 'int', 'int');
  const getCenter = call('get_center_freq', 'uint32_t');
  const getRate = call('get_sample_rate', 'uint32_t');
  const getGain = call('get_tuner_gain', 'int');

  let read = 0;
  const registers = new Map<string, string>();
  const take = () => {
    const text = readFileSync(log, 'utf8');
    const lines = text.slice(read).split('\n');
    read = text.length;
    const logged = lines.flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Logged]));
    const transfers = logged.filter(({ ev }) => ev === 'ctl');
    return compactTransfers(
      transfers.map(({ bm, value, index, len, data, rc }) => [bm, value, index, len, data, rc] as const),
      registers
    );
  };

  const pointer: [unknown] = [null];
  const openCode = open(pointer, 0) as number;
  const dev = pointer[0];
  const lines = [{ call: 'open', args: [0] as number[], rc: openCode, ...take() }];
  const random = generator(Number(seedText));
  const calls = (
    seedText.endsWith('.json')
      ? JSON.parse(readFileSync(seedText, 'utf8'))
      : [...Array.from({ length: Number(countText) }, () => nextCall(random)), ['close']]
  ) as [string, ...number[]][];
  for (const [name, ...args] of calls) {
    const rc = functions[name](dev, ...args);
    const now = name === 'close' ? {} : { center: getCenter(dev), rate: getRate(dev), gain: getGain(dev) };
    lines.push({ call: name, args, rc, ...now, ...take() });
  }
  writeFileSync(out, `[\n${lines.map((line) => JSON.stringify(line)).join(',\n')}\n]\n`);
}

/** mulberry32: the same sequence for the same seed, everywhere. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function nextCall(random: () => number): [string, ...number[]] {
  const between = (low: number, high: number) => Math.floor(low + (high + 1 - low) * random());
  const pick = <T>(...from: readonly T[]) => from[between(0, from.length - 1)];
  const kinds: [number, () => [string, ...number[]]][] = [
    [14, () => ['set_center_freq', between(22e6, 1800e6)]],
    [10, () => ['set_center_freq', Math.round(22e6 * 80 ** random())]],
    [4, () => ['set_center_freq', between(0, 29e6)]],
    [2, () => ['set_center_freq', between(1700e6, 2300e6)]],
    [10, () => ['set_sample_rate', between(900001, 3200000)]],
    [4, () => ['set_sample_rate', between(225001, 300000)]],
    [4, () => ['set_sample_rate', pick(1024000, 2048000, 2400000, 2560000, 2880000, 3200000, 250000, 1000000)]],
    [3, () => ['set_sample_rate', pick(0, 225000, 225001, 300000, 300001, 900000, 900001, 3200000, 3200001, 5000000)]],
    [8, () => ['set_freq_correction', between(-250, 250)]],
    [2, () => ['set_freq_correction', between(-3, 3)]],
    [3, () => ['set_tuner_gain_mode', pick(0, 1)]],
    [8, () => ['set_tuner_gain', between(-120, 600)]],
    [8, () => ['set_tuner_bandwidth', pick(0, between(0, 3e6), between(200e3, 9e6))]],
    [3, () => ['set_agc_mode', pick(0, 1)]],
    [2, () => ['set_bias_tee', pick(0, 1)]],
    [1, () => ['set_bias_tee_gpio', between(0, 7), pick(0, 1)]],
    [2, () => ['set_testmode', pick(0, 1)]],
    [4, () => ['set_direct_sampling', pick(0, 0, 1, 2)]],
    [3, () => ['set_offset_tuning', pick(0, 1)]],
    [2, () => ['reset_buffer']]
  ];
  let at = random() * kinds.reduce((total, [weight]) => total + weight, 0);
  for (const [weight, make] of kinds) {
    at -= weight;
    if (at < 0) return make();
  }
  return ['reset_buffer'];
}
