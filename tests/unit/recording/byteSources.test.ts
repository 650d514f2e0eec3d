import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { blobByteSource } from '#lib/platform/any/blobByteSource.ts';
import { fileBeside, fileByteSource } from '#lib/platform/node/fileByteSource.ts';
import { openRecordingFile } from '#lib/platform/node/openRecordingFile.ts';
import { sliceSource } from '#lib/recording/sliceSource.ts';

const folder = mkdtempSync(join(tmpdir(), 'wavepool-bytes-'));
const path = join(folder, 'ten.bin');
const ten = Uint8Array.from({ length: 10 }, (_, i) => i);
writeFileSync(path, ten);
afterAll(() => rmSync(folder, { recursive: true }));

describe.each([
  ['a Blob', () => Promise.resolve(blobByteSource(new File([ten], 'ten.bin')))],
  ['a file', () => fileByteSource(path)],
  [
    'a slice',
    () =>
      Promise.resolve(
        sliceSource(blobByteSource(new Blob([new Uint8Array(3), ten, new Uint8Array(3)])), 3, 10, 'ten.bin')
      )
  ]
])('bytes of %s', (_what, make) => {
  it('are read at any place, fewer at the end', async () => {
    const source = await make();
    expect([source.name, source.size]).toEqual(['ten.bin', 10]);
    expect(Array.from(await source.read(0, 3))).toEqual([0, 1, 2]);
    expect(Array.from(await source.read(8, 5))).toEqual([8, 9]);
    expect((await source.read(10, 5)).length).toBe(0);
    expect((await source.read(100, 5)).length).toBe(0);
    if ('close' in source) await (source.close as () => Promise<void>)();
  });
});

describe('files', () => {
  it('that cannot be opened say why', async () => {
    await expect(fileByteSource(join(folder, 'none.cu8'))).rejects.toMatchObject({
      code: 'file.not-found',
      facts: { why: 'there is no such file' }
    });
    await expect(fileByteSource(folder)).rejects.toMatchObject({
      code: 'file.not-found',
      facts: { why: 'it is a folder' }
    });
    await expect(fileByteSource('/dev/null')).rejects.toMatchObject({ code: 'file.not-found' });
  });

  it.skipIf(process.platform === 'win32')('that lead round in a circle are told in words', async () => {
    symlinkSync('circle.cu8', join(folder, 'circle.cu8'));
    await expect(fileByteSource(join(folder, 'circle.cu8'))).rejects.toMatchObject({
      code: 'file.not-found',
      facts: { why: 'its symbolic links lead round in a circle' }
    });
  });

  it.skipIf(process.platform === 'win32')('that are FIFOs without a writer are refused at once', async () => {
    const fifo = join(folder, 'fifo.sigmf-data');
    execFileSync('/usr/bin/mkfifo', [fifo]);
    const refusal = { code: 'file.not-found', facts: { why: expect.stringContaining('regular files') as string } };
    await expect(fileByteSource(fifo)).rejects.toMatchObject(refusal);
    await expect(fileBeside(join(folder, 'fifo.sigmf-meta'), 'fifo.sigmf-data')).rejects.toMatchObject(refusal);
  });

  it('that shrink are read as far as they go', async () => {
    const shrinking = join(folder, 'shrinking.bin');
    writeFileSync(shrinking, ten);
    const source = await fileByteSource(shrinking);
    truncateSync(shrinking, 4);
    expect((await source.read(2, 8)).length).toBe(2);
    await source.close();
  });

  it('beside another are found in its folder only', async () => {
    mkdirSync(join(folder, 'inner'));
    const found = await fileBeside(join(folder, 'x'), 'ten.bin');
    expect(found?.size).toBe(10);
    await found?.close();
    expect(await fileBeside(join(folder, 'x'), 'none.bin')).toBeNull();
    expect(await fileBeside(join(folder, 'inner', 'x'), '../ten.bin')).toBeNull();
  });

  it('beside another that are there but cannot be read are not called absent', async () => {
    const meta = join(folder, 'q.sigmf-meta');
    writeFileSync(meta, JSON.stringify({ global: { 'core:datatype': 'ri8', 'core:sample_rate': 5 } }));
    mkdirSync(join(folder, 'q.sigmf-data'));
    await expect(openRecordingFile(meta)).rejects.toMatchObject({
      code: 'file.not-found',
      facts: { name: join(folder, 'q.sigmf-data'), why: 'it is a folder' }
    });
  });

  it('of a pair are found from either half', async () => {
    writeFileSync(
      join(folder, 'p.sigmf-meta'),
      JSON.stringify({ global: { 'core:datatype': 'ri8', 'core:sample_rate': 5, 'core:version': '1.2.5' } })
    );
    writeFileSync(join(folder, 'p.sigmf-data'), ten);
    for (const half of ['meta', 'data']) {
      const { recording, close } = await openRecordingFile(join(folder, `p.sigmf-${half}`));
      expect(Array.from(await recording.read(3, 2))).toEqual([3, 4]);
      await close();
    }
    await expect(openRecordingFile(path)).rejects.toMatchObject({ code: 'file.unknown-format' });
  });
});
