import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// Whether the recordings that the drivers are held against are what the real library does with the emulated chips today.

const root = join(import.meta.dirname, '../..');
const source = join(root, '../shared/lab/usb');
const missing = [
  existsSync(join(source, 'fakeusb.c')) ? '' : `${source}/fakeusb.c`,
  spawnSync('cc', ['--version']).error === undefined ? '' : 'a C compiler',
  spawnSync('patch', ['--version']).error === undefined ? '' : 'patch',
  existsSync('/usr/include/libusb-1.0/libusb.h') ? '' : 'libusb-1.0-0-dev',
  existsSync('/usr/lib/x86_64-linux-gnu/librtlsdr.so.0') ? '' : 'librtlsdr0'
].filter((what) => what !== '');
if (missing.length > 0)
  console.warn(`Skipped: without ${missing.join(', ')} librtlsdr's transfers are not recorded again.`);

describe.skipIf(missing.length > 0)('recordings of librtlsdr with other tuners than the R820T', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wavepool-librtlsdr-'));
  const emulator = join(folder, 'libfakeusb.so');
  beforeAll(() => {
    execFileSync(join(root, 'tests/lab/usb/build.sh'), [emulator, source], { stdio: 'ignore' });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['e4000', 'fc0012', 'fc0013', 'fc2580', 'notuner'])('%s', (tuner) => {
    const vectors = join(root, 'tests/vectors/librtlsdr');
    const [calls, out] = [join(folder, `${tuner}.calls.json`), join(folder, `${tuner}.json`)];
    writeFileSync(calls, execFileSync(process.execPath, [join(vectors, 'tunerCalls.ts'), tuner, '7', '300']));
    execFileSync(process.execPath, [join(vectors, 'record.ts'), tuner, calls, '0', out], {
      env: { ...process.env, FAKEUSB: emulator, FAKEUSB_FILL: 'a5' },
      stdio: 'ignore'
    });
    const [again, kept] = [out, join(vectors, `librtlsdr-0.6.0-${tuner}.json`)].map(
      (file) => JSON.parse(readFileSync(file, 'utf8')) as unknown
    );
    expect(again).toEqual(kept);
  });
});
