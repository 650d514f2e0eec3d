import { expect, it } from 'vitest';
import { sampleRate } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { HackRfRadio } from '#lib/radio/hackrf/hackRfRadio.ts';
import { ResumingRadio } from '#lib/radio/resumingRadio.ts';
import { openSweep } from '#lib/radio/sweep/openSweep.ts';
import { EmulatedHackRf } from '#tests/lab/emulated/emulatedHackRf.ts';
import { receive } from '#tests/unit/radio/hackrf/drive.ts';

// A firmware that sweeps, and one that is too old for it and is stepped.
it.each([0x0107, 0x0102])('a sweep goes on after a replug, as it was set (USB API %i)', async (api) => {
  const clock = new VirtualClock(1000);
  const device = new EmulatedHackRf({ clock, api });
  const open = async () =>
    openSweep(await HackRfRadio.open(device, clock), {
      band: { min: 88e6, max: 96e6 },
      rate: sampleRate(4e6),
      dwell: 0.005
    });
  const radio = new ResumingRadio({
    radio: await open(),
    clock,
    reopen: async () => {
      device.plug();
      return open();
    }
  });
  await radio.configure({ gain: 60, ppm: 20, settings: { amp: true } });
  const centers: { before: Set<number>; after: Set<number> } = { before: new Set(), after: new Set() };
  let index = 0;
  const end = await receive({ radio, clock }, 60, ({ center, sampleIndex, data }, at) => {
    expect(sampleIndex).toBe(index);
    index += data.length / 2;
    if (at === 30) device.unplug();
    (at <= 30 ? centers.before : centers.after).add(center);
  });
  expect(end.dropped).toBe(0);
  expect(centers.after).toEqual(centers.before);
  expect(device.state).toMatchObject({ lna: 24, vga: 36, amp: true });
  expect(radio.state).toMatchObject({ gain: 60, ppm: 20, center: 92e6 });
  await radio.close();
});
