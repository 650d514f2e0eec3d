import { extensionOf } from './fileName.ts';

/** Why something is not samples, and what can be done about it. */
export interface NotSamples {
  /** "a FLAC file" */
  readonly what: string;
  /** A whole sentence. */
  readonly hint: string;
}

interface Kind extends NotSamples {
  readonly extensions: readonly string[];
  /** Magic bytes at an offset; every byte is compared, and all are four bytes or longer so that noise does not look like one. */
  readonly magic: readonly (readonly [offset: number, bytes: string])[];
}

const unpack = (command: string) => `Unpack it first: ${command}`;
const sound = (command: string) => `Bring it to WAV first: ${command}`;

/** Files that people open by mistake, or that need a step before. */
const kinds: readonly Kind[] = [
  { what: 'a FLAC file', hint: sound('flac -d NAME.flac'), extensions: ['flac'], magic: [[0, 'fLaC']] },
  {
    what: 'an Ogg file',
    hint: sound('sox NAME.ogg NAME.wav'),
    extensions: ['ogg', 'oga', 'opus'],
    magic: [[0, 'OggS\0']]
  },
  {
    what: 'an MP3 file',
    hint: 'MP3 has thrown away what matters here; look for the original recording.',
    extensions: ['mp3'],
    magic: [
      [0, 'ID3\x03'],
      [0, 'ID3\x04'],
      [0, 'ID3\x02']
    ]
  },
  {
    what: 'an AIFF file',
    hint: sound('sox NAME.aiff NAME.wav'),
    extensions: ['aif', 'aiff', 'aifc'],
    magic: [
      [8, 'AIFF'],
      [8, 'AIFC']
    ]
  },
  {
    what: 'a Sun audio file',
    hint: sound('sox NAME.au NAME.wav'),
    extensions: ['au', 'snd'],
    magic: [[0, '.snd\0\0']]
  },
  { what: 'a big-endian WAV (RIFX)', hint: sound('sox NAME.wav -t wav NEW.wav'), extensions: [], magic: [[0, 'RIFX']] },
  {
    what: 'a Sony Wave64 file',
    hint: sound('sox NAME.w64 NAME.wav'),
    extensions: ['w64'],
    magic: [[0, 'riff\x2e\x91\xcf\x11']]
  },
  {
    what: 'an MP4 file',
    hint: sound('ffmpeg -i NAME NAME.wav'),
    extensions: ['mp4', 'm4a', 'mov'],
    magic: [
      [4, 'ftypM4A'],
      [4, 'ftypmp4'],
      [4, 'ftypiso'],
      [4, 'ftypqt']
    ]
  },
  {
    what: 'a ZIP archive',
    hint: unpack('unzip NAME.zip'),
    extensions: ['zip'],
    magic: [
      [0, 'PK\x03\x04'],
      [0, 'PK\x05\x06']
    ]
  },
  {
    what: 'a gzip-compressed file',
    hint: unpack('gunzip NAME.gz (tar xzf for .tar.gz)'),
    extensions: ['gz', 'tgz'],
    magic: [
      [0, '\x1f\x8b\x08\x00'],
      [0, '\x1f\x8b\x08\x08']
    ]
  },
  {
    what: 'an xz-compressed file',
    hint: unpack('unxz NAME.xz'),
    extensions: ['xz', 'txz'],
    magic: [[0, '\xfd7zXZ\0']]
  },
  {
    what: 'a zstd-compressed file',
    hint: unpack('unzstd NAME.zst'),
    extensions: ['zst', 'zstd'],
    magic: [[0, '\x28\xb5\x2f\xfd']]
  },
  { what: 'a bzip2-compressed file', hint: unpack('bunzip2 NAME.bz2'), extensions: ['bz2'], magic: [[4, '1AY&SY']] },
  { what: 'a 7-Zip archive', hint: unpack('7z x NAME.7z'), extensions: ['7z'], magic: [[0, '7z\xbc\xaf\x27\x1c']] },
  { what: 'a RAR archive', hint: unpack('unrar x NAME.rar'), extensions: ['rar'], magic: [[0, 'Rar!\x1a\x07']] },
  {
    what: 'a PNG image',
    hint: 'Pick the recording itself, not a picture of it.',
    extensions: ['png'],
    magic: [[0, '\x89PNG\r\n\x1a\n']]
  },
  {
    what: 'a JPEG image',
    hint: 'Pick the recording itself, not a picture of it.',
    extensions: ['jpg', 'jpeg'],
    magic: [
      [6, 'JFIF\0'],
      [6, 'Exif\0']
    ]
  },
  {
    what: 'a GIF image',
    hint: 'Pick the recording itself, not a picture of it.',
    extensions: ['gif'],
    magic: [
      [0, 'GIF89a'],
      [0, 'GIF87a']
    ]
  },
  { what: 'a PDF document', hint: 'Pick the recording itself.', extensions: ['pdf'], magic: [[0, '%PDF-']] },
  {
    what: 'a NumPy array',
    hint: "Write it as plain samples first: numpy.load('NAME.npy').astype('complex64').tofile('NAME.cf32')",
    extensions: ['npy', 'npz'],
    magic: [[0, '\x93NUMPY']]
  },
  {
    what: 'a MATLAB file',
    hint: 'Write its samples as cf32 first (scipy.io.loadmat, then astype complex64 and tofile).',
    extensions: ['mat'],
    magic: [[0, 'MATLAB 5.0 MAT']]
  },
  {
    what: 'an HDF5 file',
    hint: 'Write its samples as cf32 first (h5py, then astype complex64 and tofile).',
    extensions: ['h5', 'hdf5', 'digital_rf'],
    magic: [[0, '\x89HDF\r\n\x1a\n']]
  },
  {
    what: 'an SQLite database',
    hint: 'Pick the recording itself.',
    extensions: ['sqlite', 'db'],
    magic: [[0, 'SQLite format 3\0']]
  },
  {
    what: 'a program',
    hint: 'Pick the recording itself.',
    extensions: ['exe', 'elf', 'so', 'dll'],
    magic: [
      [0, '\x7fELF\x02\x01\x01'],
      [0, '\x7fELF\x01\x01\x01']
    ]
  },
  {
    what: 'a Git LFS pointer, not the file itself',
    hint: 'Fetch the file: git lfs pull',
    extensions: [],
    magic: [[0, 'version https://git-lfs']]
  },
  {
    what: 'XML or HTML text',
    hint: 'A download may have saved an error page; fetch the recording again.',
    extensions: ['xml', 'html', 'htm', 'kml'],
    magic: [
      [0, '<?xml'],
      [0, '<!DOCTYPE'],
      [0, '<!doctype'],
      [0, '<html']
    ]
  },
  {
    what: 'JSON text',
    hint: 'Samples are binary. The metadata of a SigMF recording has to be named NAME.sigmf-meta.',
    extensions: ['json', 'jsonl', 'ndjson', 'geojson'],
    magic: []
  },
  {
    what: 'a table as text (CSV)',
    hint: 'Samples are binary: write them as cf32 or another sample format first.',
    extensions: ['csv', 'tsv'],
    magic: []
  },
  {
    what: 'text',
    hint: 'Samples are binary: write them as cf32 or another sample format first.',
    extensions: ['txt', 'md', 'log', 'py', 'js', 'ts', 'yaml', 'yml'],
    magic: []
  }
];

/** What the first bytes of a file give it away as, or null when they may be samples. */
export function notSamplesByBytes(head: Uint8Array): NotSamples | null {
  for (const kind of kinds) if (kind.magic.some(([offset, bytes]) => startsWith(head, offset, bytes))) return kind;
  if (!isText(head)) return null;
  const text = String.fromCharCode(...head.subarray(0, 400)).trimStart();
  if (/^[{[]\s*["{[\d\]}]/.test(text)) return find('JSON text');
  return find(/^[^\n]*[,;\t][^\n]*\n[^\n]*[,;\t]/.test(text) ? 'a table as text (CSV)' : 'text');
}

/** What the name of a file gives it away as, or null when nothing is known of it. */
export function notSamplesByName(name: string): NotSamples | null {
  const extension = extensionOf(name);
  return kinds.find((kind) => kind.extensions.includes(extension)) ?? null;
}

function find(what: string): NotSamples {
  return kinds.find((kind) => kind.what === what)!;
}

function startsWith(head: Uint8Array, offset: number, bytes: string): boolean {
  if (head.length < offset + bytes.length) return false;
  for (let i = 0; i < bytes.length; i++) if (head[offset + i] !== bytes.charCodeAt(i)) return false;
  return true;
}

/**
 * Printable ASCII or UTF-8 from the first byte to the last that was looked at, with spaces or lines in it. Sample noise does not stay in that
 * range for 16 bytes; a constant level may, but has no words.
 */
function isText(head: Uint8Array): boolean {
  if (head.length < 16) return false;
  const start = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  let ascii = 0;
  for (let i = start; i < head.length; i++) {
    const byte = head[i];
    if (byte < 0x20 ? byte !== 9 && byte !== 10 && byte !== 13 : byte === 0x7f) return false;
    if (byte < 0x80) ascii++;
  }
  if (!head.includes(10) && !head.includes(32)) return false;
  if (new Set(head).size < 6 || ascii < 0.7 * (head.length - start)) return false;
  try {
    // A character cut in two at the end of what was read is no fault.
    let end = head.length;
    for (let back = 1; back <= 3 && back < end; back++)
      if (head[end - back] >= 0xc0) {
        end -= back;
        break;
      }
    new TextDecoder('utf-8', { fatal: true }).decode(head.subarray(start, end));
    return true;
  } catch {
    return false;
  }
}
