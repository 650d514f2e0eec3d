import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { sampleFormats } from '#lib/base/sampleFormat.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { writeMetadata, type RecordingFacts } from '#lib/recording/sigmf/writeMetadata.ts';
import { WriteSegments, type SegmentBlock } from '#lib/recording/sigmf/writeSegments.ts';

export interface RecorderOptions extends Omit<RecordingFacts, 'segments' | 'sha512' | 'rate'> {
  /** Path without `.sigmf-meta` and `.sigmf-data`. */
  readonly base: string;
  /** Replace what is there. */
  readonly force: boolean;
  /** Opens the dataset for writing; a test may hand over one that fails. Default: `open` of Node. */
  readonly openData?: ((path: string, flags: string) => Promise<FileHandle>) | undefined;
}

export interface RecordedBlock extends Omit<SegmentBlock, 'count'> {
  /** Whole samples. Copied before `write` comes back. */
  readonly data: Uint8Array;
}

/** What was recorded in the end. */
export interface Recorded {
  readonly samples: number;
  readonly lost: number;
  readonly segments: number;
  readonly sha512: string;
}

/** Bytes that wait for the disk before the radio has to: a disk that hangs for a second loses nothing at 20 MS/s. */
const waitingLimit = 64 << 20;
/** Metadata are brought up to date this often (ms) while segments are added, and not more than this share of the time. */
const refreshMs = 2000;
const refreshShare = 0.02;
/** Given back to a full disk, so that the metadata fit on it. */
const roomForMetadata = 64 << 10;

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EFBIG: 'the file is as large as this system lets it be',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk is read-only',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  ENAMETOOLONG: 'its name is too long',
  EIO: 'the disk does not take it',
  EISDIR: 'it is a folder'
};

/**
 * Writes a SigMF recording as it comes in. From the first sample on there are valid metadata beside the dataset, replaced as a whole each time;
 * whatever ends the recording, `finish` leaves a recording of what was written.
 */
export class SigmfRecorder {
  readonly #options: RecorderOptions;
  readonly #data: FileHandle;
  readonly #segments = new WriteSegments();
  readonly #hash = createHash('sha512');
  #rate = 0;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #written = 0;
  #writing: Promise<void> | null = null;
  #failure: unknown = null;
  /** Wakes the radio that waits for the disk. */
  #behind: (() => void) | null = null;
  /** Segments that the metadata on disk have. */
  #told = 0;
  #refreshed = -Infinity;
  #pauseMs = refreshMs;

  private constructor(options: RecorderOptions, data: FileHandle) {
    this.#options = options;
    this.#data = data;
  }

  /** @throws WavepoolError `file.not-written` when it exists already (and not `force`), or cannot be written */
  static async create(options: RecorderOptions): Promise<SigmfRecorder> {
    const { base, force, openData = open } = options;
    if (!force) SigmfRecorder.requireFree(base);
    const path = `${base}.sigmf-data`;
    try {
      // Metadata of an older recording must not stand beside other samples, not even for a moment.
      if (force) await rm(`${base}.sigmf-meta`, { force: true });
      return new SigmfRecorder(options, await openData(path, force ? 'w' : 'wx'));
    } catch (error) {
      throw unwritable(path, error);
    }
  }

  /** @throws WavepoolError `file.not-written` when there is a recording of that name */
  static requireFree(base: string): void {
    for (const path of [`${base}.sigmf-meta`, `${base}.sigmf-data`])
      if (existsSync(path)) throw new WavepoolError('file.not-written', { name: path, why: alreadyThere });
  }

  get samples(): number {
    return this.#segments.samples;
  }

  /** Samples that are on the disk. */
  get written(): number {
    return Math.floor(this.#written / sampleFormats[this.#options.format].bytes);
  }

  get lost(): number {
    return this.#segments.lost;
  }

  /** True when no further segment fits: the recording has to end. */
  get full(): boolean {
    return this.#segments.full;
  }

  /**
   * Takes a block. Answers with a promise only when the disk is behind: wait for it, or lose samples.
   * @throws WavepoolError `file.not-written` when the disk failed
   */
  write(block: RecordedBlock): void | Promise<void> {
    if (this.#failure !== null) throw this.#refusal();
    const { data } = block;
    if (this.#rate === 0) this.#rate = block.rate;
    this.#segments.add({ ...block, count: data.length / sampleFormats[this.#options.format].bytes });
    this.#waiting.push(data.slice());
    this.#waitingBytes += data.length;
    this.#writing ??= this.#drain();
    if (this.#waitingBytes <= waitingLimit) return;
    return new Promise((resolve, reject) => {
      this.#behind = () => (this.#failure === null ? resolve() : reject(this.#refusal()));
    });
  }

  /**
   * Writes what waits, and the final metadata. Nothing is left behind of a recording without samples.
   * @param description if it is another than was known in the beginning
   * @throws WavepoolError `file.not-written` when something could not be written; what could is a valid recording all the same
   */
  async finish(description = this.#options.description): Promise<Recorded> {
    while (this.#writing !== null) await this.#writing;
    const { base, format } = this.#options;
    const size = sampleFormats[format].bytes;
    let sha512: string;
    try {
      if (this.#failure === null) sha512 = this.#hash.digest('hex');
      else {
        this.#written = Math.max(0, Math.floor((this.#written - roomForMetadata) / size) * size);
        await this.#data.truncate(this.#written);
        sha512 = await hashOf(`${base}.sigmf-data`, this.#written);
      }
      await this.#data.datasync();
    } finally {
      await this.#data.close();
    }
    const samples = this.#written / size;
    if (samples === 0) {
      await rm(`${base}.sigmf-data`, { force: true });
      await rm(`${base}.sigmf-meta`, { force: true });
    } else await this.#writeMetadata(samples, sha512, description);
    if (this.#failure !== null) throw this.#refusal();
    return { samples, lost: this.#segments.lost, segments: this.#segments.list.length, sha512 };
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const blocks = this.#waiting;
        this.#waiting = [];
        for (const block of blocks) {
          await this.#append(block);
          this.#waitingBytes -= block.length;
          if (this.#waitingBytes <= waitingLimit / 2) this.#catchUp();
        }
        await this.#refresh();
      }
    } catch (error) {
      this.#failure = error;
      this.#waiting = [];
    } finally {
      this.#writing = null;
      this.#catchUp();
    }
  }

  #catchUp(): void {
    const behind = this.#behind;
    this.#behind = null;
    behind?.();
  }

  async #append(block: Uint8Array): Promise<void> {
    for (let done = 0; done < block.length;) {
      const { bytesWritten } = await this.#data.write(block, done, block.length - done);
      this.#hash.update(block.subarray(done, done + bytesWritten));
      done += bytesWritten;
      this.#written += bytesWritten;
    }
  }

  /** A loss of power, or a signal that cannot be caught, leaves what was known a moment ago. */
  async #refresh(): Promise<void> {
    const now = performance.now();
    if (this.#told === this.#segments.list.length || now - this.#refreshed < this.#pauseMs) return;
    this.#told = this.#segments.list.length;
    const samples = this.#written / sampleFormats[this.#options.format].bytes;
    await this.#writeMetadata(samples, null);
    this.#refreshed = performance.now();
    this.#pauseMs = Math.max(refreshMs, (this.#refreshed - now) / refreshShare);
  }

  async #writeMetadata(samples: number, sha512: string | null, description = this.#options.description): Promise<void> {
    const { base, format, hardware, recorder } = this.#options;
    const segments = this.#segments.list.filter(({ sampleStart }) => sampleStart < samples);
    const text = writeMetadata({ format, rate: this.#rate, hardware, recorder, description, segments, sha512 });
    const path = `${base}.sigmf-meta`;
    try {
      const file = await open(`${path}.new`, 'w');
      try {
        await file.writeFile(text);
        if (sha512 !== null) await file.datasync();
      } finally {
        await file.close();
      }
      await rename(`${path}.new`, path);
    } catch (error) {
      await rm(`${path}.new`, { force: true });
      // The dataset matters more, and what metadata there are still hold for what it began with.
      if (sha512 !== null) throw unwritable(path, error);
    }
  }

  #refusal(): WavepoolError {
    return unwritable(`${this.#options.base}.sigmf-data`, this.#failure);
  }
}

const alreadyThere = 'it is there already; choose another name, or say --force to replace it';

function unwritable(path: string, error: unknown): WavepoolError {
  if (error instanceof WavepoolError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const why =
    code === 'EEXIST' ? alreadyThere : (reasons[code] ?? (error instanceof Error ? error.message : String(error)));
  return new WavepoolError('file.not-written', { name: path, why }, error);
}

async function hashOf(path: string, length: number): Promise<string> {
  const hash = createHash('sha512');
  if (length > 0) for await (const part of createReadStream(path, { end: length - 1 })) hash.update(part as Uint8Array);
  return hash.digest('hex');
}
