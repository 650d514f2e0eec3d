import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRecordingFile } from '#lib/platform/node/openRecordingFile.ts';
import { SigmfRecorder, type RecorderOptions } from '#lib/platform/node/sigmfRecorder.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavepool-recorder-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const recorder = (options: Partial<RecorderOptions> = {}) =>
  SigmfRecorder.create({
    base: join(folder, 'x'),
    force: false,
    format: 'cs16',
    hardware: 'test',
    recorder: 'test',
    description: 'test',
    ...options
  });

const start = 1_767_225_600;
const block = (sampleIndex: number, count: number, center = 100e6) => ({
  sampleIndex,
  data: Uint8Array.from({ length: 4 * count }, (_, at) => sampleIndex + at),
  center,
  rate: 1000,
  time: start + sampleIndex / 1000
});

const meta = () =>
  JSON.parse(readFileSync(join(folder, 'x.sigmf-meta'), 'utf8')) as {
    global: Record<string, unknown>;
    captures: Record<string, unknown>[];
  };
const data = () => readFileSync(join(folder, 'x.sigmf-data'));

describe('a recording that is written', () => {
  it('has all samples, a segment for each loss and tuning, and its own hash', async () => {
    const recording = await recorder();
    const blocks = [block(0, 100), block(100, 50), block(250, 100), block(350, 100, 101e6)];
    for (const one of blocks) await recording.write(one);
    const end = await recording.finish();
    expect(end).toMatchObject({ samples: 350, lost: 100, segments: 3 });
    expect(Buffer.compare(data(), Buffer.concat(blocks.map((one) => one.data)))).toBe(0);
    expect(meta().global['core:sha512']).toBe(createHash('sha512').update(data()).digest('hex'));
    expect(meta().captures).toEqual([
      {
        'core:sample_start': 0,
        'core:global_index': 0,
        'core:frequency': 100e6,
        'core:datetime': '2026-01-01T00:00:00.000000Z'
      },
      {
        'core:sample_start': 150,
        'core:global_index': 250,
        'core:frequency': 100e6,
        'core:datetime': '2026-01-01T00:00:00.250000Z'
      },
      {
        'core:sample_start': 250,
        'core:global_index': 350,
        'core:frequency': 101e6,
        'core:datetime': '2026-01-01T00:00:00.350000Z'
      }
    ]);
    const again = await openRecordingFile(join(folder, 'x.sigmf-meta'));
    expect(again.recording).toMatchObject({ samples: 350, rate: 1000, format: 'cs16' });
    expect(again.recording.captures).toHaveLength(3);
    await again.close();
    expect(readdirSync(folder).sort()).toEqual(['x.sigmf-data', 'x.sigmf-meta']);
  });

  it('is valid while it is being written, before anybody has ended it', async () => {
    const recording = await recorder();
    await recording.write(block(0, 100));
    for (let i = 0; i < 1000 && !existsSync(join(folder, 'x.sigmf-meta')); i++)
      await new Promise((next) => setTimeout(next, 2));
    expect(meta().captures).toHaveLength(1);
    expect(meta().global).not.toHaveProperty('core:sha512');
    await recording.finish();
  });

  it('keeps its own copy of what it was lent', async () => {
    const recording = await recorder();
    const lent = block(0, 10);
    const copy = lent.data.slice();
    const written = recording.write(lent);
    lent.data.fill(0);
    await written;
    await recording.finish();
    expect(Buffer.compare(data(), copy)).toBe(0);
  });

  it('leaves nothing behind without samples', async () => {
    const recording = await recorder();
    expect((await recording.finish()).samples).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(['x.sigmf-meta', 'x.sigmf-data'])('never replaces %s unless it is told to', async (name) => {
    writeFileSync(join(folder, name), 'mine');
    await expect(recorder()).rejects.toMatchObject({ code: 'file.not-written' });
    expect(readFileSync(join(folder, name), 'utf8')).toBe('mine');
    const recording = await recorder({ force: true });
    await recording.write(block(0, 10));
    await recording.finish();
    expect(meta().captures).toHaveLength(1);
  });

  it('says when it cannot be begun', async () => {
    await expect(recorder({ base: join(folder, 'no', 'x') })).rejects.toMatchObject({ code: 'file.not-written' });
  });

  it('is whole samples with valid metadata when the disk is full', async () => {
    const limit = 200_001;
    const recording = await recorder({
      openData: async (path, flags) => {
        const handle = await open(path, flags);
        const write = handle.write.bind(handle) as (
          bytes: Uint8Array,
          from: number,
          count: number
        ) => Promise<{ bytesWritten: number }>;
        let left = limit;
        // A disk takes what fits, and then nothing.
        const full = async (bytes: Uint8Array, from: number, count: number) => {
          if (left === 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
          const { bytesWritten } = await write(bytes, from, Math.min(count, left));
          left -= bytesWritten;
          return { bytesWritten };
        };
        return Object.assign(handle, { write: full });
      }
    });
    let refused: unknown = null;
    for (let at = 0; at < 100 && refused === null; at++) {
      try {
        await recording.write(block(1000 * at, 1000));
      } catch (error) {
        refused = error;
      }
      await new Promise((next) => setTimeout(next, 1));
    }
    expect(refused).toMatchObject({ code: 'file.not-written' });
    expect(String(refused)).toContain('the disk is full');
    await expect(recording.finish()).rejects.toMatchObject({ code: 'file.not-written' });
    expect(data().length).toBeGreaterThan(limit / 2);
    expect(data().length).toBe(4 * recording.written);
    expect(meta().global['core:sha512']).toBe(createHash('sha512').update(data()).digest('hex'));
    const again = await openRecordingFile(join(folder, 'x.sigmf-data'));
    expect(again.recording.samples).toBe(data().length / 4);
    await again.close();
  });
});
