import { describe, expect, it } from 'vitest';
import { parseFileSpec } from '#lib/recording/parseFileSpec.ts';

describe('parseFileSpec', () => {
  it('takes options from the end', () => {
    expect(parseFileSpec('file:/iq/a.cu8')).toEqual({
      path: '/iq/a.cu8',
      override: { format: undefined, rate: undefined, center: undefined },
      loop: false,
      paced: true,
      speed: 1
    });
    expect(parseFileSpec('file:a.bin,rate=2.4M,center=433.92M,format=cu8,loop=yes,pace=fast')).toEqual({
      path: 'a.bin',
      override: { format: 'cu8', rate: 2.4e6, center: 433.92e6 },
      loop: true,
      paced: false,
      speed: 1
    });
    expect(parseFileSpec('file:a.cu8,pace=0.01')).toMatchObject({ paced: true, speed: 0.01 });
  });

  it('leaves commas, colons and equals signs to the path', () => {
    expect(parseFileSpec('file:C:\\iq\\a,b=c,d.cu8,rate=250k')).toMatchObject({
      path: 'C:\\iq\\a,b=c,d.cu8',
      override: { rate: 250e3 }
    });
    expect(parseFileSpec('file:a,rate=5,x.cu8,loop=no').path).toBe('a,rate=5,x.cu8');
  });

  it.each(['file:', 'a.cu8', 'file:,rate=5'])('%s is no file', (spec) => {
    expect(() => parseFileSpec(spec)).toThrow(expect.objectContaining({ code: 'radio.bad-spec' }));
  });

  it.each([
    'rate=fast',
    'rate=0',
    'rate=',
    'center=-1',
    'format=cs12',
    'loop=maybe',
    'pace=0',
    'pace=slow',
    'rate=1,rate=2'
  ])('%s is a bad value', (option) => {
    expect(() => parseFileSpec(`file:a.cu8,${option}`)).toThrow(expect.objectContaining({ code: 'option.bad-value' }));
  });
});
