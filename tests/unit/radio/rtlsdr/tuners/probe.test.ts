import { describe, expect, it } from 'vitest';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { e4000Kind } from '#lib/radio/rtlsdr/tuners/e4000.ts';
import { fc0012Kind } from '#lib/radio/rtlsdr/tuners/fc0012.ts';
import { fc0013Kind } from '#lib/radio/rtlsdr/tuners/fc0013.ts';
import { fc2580Kind } from '#lib/radio/rtlsdr/tuners/fc2580.ts';
import { resetTunerKinds, tunerKinds } from '#lib/radio/rtlsdr/tuners/list.ts';
import { EmulatedE4000 } from '#tests/lab/emulated/tuners/emulatedE4000.ts';
import { EmulatedFc001x } from '#tests/lab/emulated/tuners/emulatedFc001x.ts';
import { EmulatedFc2580 } from '#tests/lab/emulated/tuners/emulatedFc2580.ts';
import { TunerBench } from './tunerBench.ts';

const kinds = [e4000Kind, fc0012Kind, fc0013Kind, fc2580Kind];
const chips = {
  E4000: () => new EmulatedE4000(),
  FC0012: () => new EmulatedFc001x({ chip: 'FC0012' }),
  FC0013: () => new EmulatedFc001x({ chip: 'FC0013' }),
  FC2580: () => new EmulatedFc2580()
};

describe('looking for tuners', () => {
  it.each(kinds)('$name is found by its own driver alone', async ({ name }) => {
    const bench = new TunerBench(chips[name as keyof typeof chips]());
    bench.pins[4] = false;
    const found = [];
    for (const kind of [...tunerKinds, ...resetTunerKinds]) if (await kind.probe(bench)) found.push(kind.name);
    expect(found).toEqual([name]);
  });

  it.each([fc0012Kind, fc2580Kind])('$name does not answer before its reset', async (kind) => {
    const bench = new TunerBench(chips[kind.name as keyof typeof chips]());
    expect(await kind.probe(bench)).toBe(false);
    bench.pins[4] = true;
    expect(await kind.probe(bench)).toBe(false);
    bench.pins[4] = false;
    expect(await kind.probe(bench)).toBe(true);
    expect(resetTunerKinds).toContain(kind);
  });

  it.each(kinds)('$name is not there when nobody answers', async (kind) => {
    expect(await kind.probe(new TunerBench(null))).toBe(false);
  });

  it.each(kinds)('looking for $name tells of a dongle that is gone', async (kind) => {
    const bench = new TunerBench(null);
    bench.read = () => Promise.reject(new WavepoolError('usb.unplugged', { radio: 'bench' }));
    await expect(kind.probe(bench)).rejects.toMatchObject({ code: 'usb.unplugged' });
  });

  it.each(kinds)('$name passes on that it is gone in the middle of work', async (kind) => {
    const bench = new TunerBench(chips[kind.name as keyof typeof chips]());
    bench.pins[4] = false;
    const tuner = kind.create(bench, 28.8e6, 'plain');
    await tuner.init();
    bench.write = () => Promise.reject(new WavepoolError('usb.unplugged', { radio: 'bench' }));
    await expect(tuner.setFrequency(200e6)).rejects.toMatchObject({ code: 'usb.unplugged' });
  });
});
