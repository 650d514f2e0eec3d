import { isSampleFormat } from '#lib/base/sampleFormat.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { RecordingOverride } from './recording.ts';
import { siNumber } from './siNumber.ts';

/** `file:…` of the command line, taken apart. */
export interface FileSpec {
  readonly path: string;
  readonly override: RecordingOverride;
  /** Start again at the end. */
  readonly loop: boolean;
  /** True: in the recording's own time, times `speed`. False: as fast as it is taken. */
  readonly paced: boolean;
  /** 1 is real time. */
  readonly speed: number;
}

const form =
  'file:PATH[,rate=HZ][,center=HZ][,format=cu8|cs8|cs16|cf32|u8|s8|s16|f32][,loop=yes|no][,pace=real|fast|NUMBER]';
const option = /,(rate|center|format|loop|pace)=([^,]*)$/;

/**
 * Takes `file:PATH,rate=2.4M,center=433.92M,format=cu8,loop=yes,pace=real` apart. Options are taken from the end for as long as they are known
 * ones, so a path may contain commas, colons and equals signs (`file:C:\iq\a,b=c.cu8,rate=250k`). `pace` is `real` (the default), `fast`, or a speed
 * (`0.1` is ten times slower). Numbers may carry k, M or G.
 * @throws WavepoolError `radio.bad-spec`, `option.bad-value`
 */
export function parseFileSpec(spec: string): FileSpec {
  let path = spec.startsWith('file:') ? spec.slice(5) : '';
  const values = new Map<string, string>();
  for (let match = option.exec(path); match !== null; match = option.exec(path)) {
    const [whole, key, value] = match;
    if (values.has(key))
      throw new WavepoolError('option.bad-value', {
        option: key,
        value: `both ${value} and ${values.get(key)!}`,
        want: 'name it once'
      });
    values.set(key, value);
    path = path.slice(0, -whole.length);
  }
  if (path === '') throw new WavepoolError('radio.bad-spec', { spec, want: form });

  const format = values.get('format');
  if (format !== undefined && !isSampleFormat(format))
    return bad('format', format, 'use cu8, cs8, cs16, cf32, u8, s8, s16 or f32');
  const rate = numeric(values, 'rate', (value) => value > 0, 'use samples per second above 0, such as 250k or 2.4M');
  const center = numeric(values, 'center', (value) => value >= 0, 'use a frequency such as 433.92M');
  const loop = values.get('loop') ?? 'no';
  if (!/^(?:yes|no|true|false|1|0)$/.test(loop)) return bad('loop', loop, 'use yes or no');
  const pace = values.get('pace') ?? 'real';
  const speed = pace === 'real' || pace === 'fast' ? 1 : siNumber(pace);
  if (speed === null || !(speed >= 0.001 && speed <= 1000))
    return bad('pace', pace, 'use real, fast or a speed from 0.001 to 1000');
  return {
    path,
    override: { format, rate, center },
    loop: /^(?:yes|true|1)$/.test(loop),
    paced: pace !== 'fast',
    speed
  };
}

function numeric(
  values: ReadonlyMap<string, string>,
  key: string,
  good: (value: number) => boolean,
  want: string
): number | undefined {
  const text = values.get(key);
  if (text === undefined) return undefined;
  const value = siNumber(text);
  return value !== null && good(value) ? value : bad(key, text, want);
}

function bad(key: string, value: string, want: string): never {
  throw new WavepoolError('option.bad-value', { option: key, value: value === '' ? 'empty' : value, want });
}
