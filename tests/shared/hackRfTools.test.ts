import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

// The same emulated antenna, once through hackrf_sweep and libhackrf, once through our driver, Node's libusb and our rows.

const root = join(import.meta.dirname, '../..');
const theirSweep = 'hackrf_sweep';
const ourSweep = fileURLToPath(new URL('./hackRfSweepOnce.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'wavepool-hackrf-'));
const emulator = join(folder, 'libfakeusb.so');
afterAll(() => rmSync(folder, { recursive: true }));
const missing = whatIsMissing();
if (missing !== '') console.warn(`Skipped: ${missing}, so that nothing is held against hackrf_sweep.`);

function whatIsMissing(): string {
  const source = join(root, '../shared/lab/usb');
  if (!existsSync(join(source, 'fakeusb.c'))) return `${source} is not there`;
  if (spawnSync(theirSweep, ['-h']).error !== undefined) return `${theirSweep} is not installed (Debian: hackrf)`;
  try {
    execFileSync(join(root, 'tests/lab/usb/build.sh'), [emulator, source], { stdio: 'ignore' });
  } catch {
    return 'the emulated libusb cannot be built (Debian: gcc, patch, libusb-1.0-0-dev)';
  }
  return '';
}

describe.skipIf(missing !== '')('the recordings of what the real HackRF tools send', () => {
  it('are what they send today', () => {
    const vectors = join(root, 'tests/vectors/hackrf');
    const again = execFileSync('python3', [join(vectors, 'record.py'), emulator], { encoding: 'utf8' });
    expect(JSON.parse(again)).toEqual(JSON.parse(readFileSync(join(vectors, 'requests.json'), 'utf8')));
  });
});

const tones = [
  { hz: 81.7e6, amplitude: 0.1 },
  { hz: 88.5e6, amplitude: 0.5 },
  { hz: 101.3e6, amplitude: 0.25 },
  { hz: 117.6e6, amplitude: 0.1 },
  { hz: 132.4e6, amplitude: 0.5 }
];
const env = {
  ...process.env,
  LD_PRELOAD: emulator,
  FAKEUSB_DEVICES: 'hackrf',
  FAKEUSB_PACE: '0',
  FAKEUSB_TONES: tones.map(({ hz, amplitude }) => `${hz}:${amplitude}`).join(',')
};

describe.skipIf(missing !== '')('the sweep beside hackrf_sweep', () => {
  it('finds the same tones at the same places, as far apart in level', () => {
    const file = join(folder, 'theirs.csv');
    execFileSync(theirSweep, ['-f', '80:140', '-w', '100000', '-1', '-r', file], { env, stdio: 'ignore' });
    const theirs = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .flatMap((line) => {
        const [, , low, , width, , ...levels] = line.split(',').map(Number);
        return levels.map((db, k) => ({ hz: low + (k + 0.5) * width, width, db }));
      });
    const ours = JSON.parse(
      execFileSync(process.execPath, [ourSweep, '80000000', '140000000', '256'], {
        env,
        cwd: root,
        encoding: 'utf8',
        timeout: 30_000
      })
    ) as { binHz: number; firstHz: number; visited: number; mean: number[] };
    expect(ours.visited).toBe(1);
    const found = tones.map(({ hz }) => {
      const real = theirs
        .filter((bin) => Math.abs(bin.hz - hz) < 1e6)
        .reduce((best, bin) => (bin.db > best.db ? bin : best));
      const middle = Math.round((hz - ours.firstHz) / ours.binHz);
      const near = ours.mean.slice(middle - 12, middle + 13);
      const at = middle - 12 + near.indexOf(Math.max(...near));
      expect(Math.abs(real.hz - hz)).toBeLessThanOrEqual(real.width);
      expect(Math.abs(ours.firstHz + at * ours.binHz - hz)).toBeLessThanOrEqual(ours.binHz);
      return { real: real.db, own: 10 * Math.log10(ours.mean[at]) };
    });
    // Their scale lies lower by what a Hann window takes from a tone; both lose up to 1.4 dB between bins.
    for (const { real, own } of found) expect(Math.abs(own - real - 6.02)).toBeLessThan(1.5);
    found.forEach(({ own }, k) => expect(Math.abs(own - 20 * Math.log10(tones[k].amplitude))).toBeLessThan(1.5));
  });
});
