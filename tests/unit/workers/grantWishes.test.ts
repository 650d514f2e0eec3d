import { expect, test } from 'vitest';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { HackRfRadio } from '#lib/radio/hackrf/hackRfRadio.ts';
import { EmulatedHackRf } from '#tests/lab/emulated/emulatedHackRf.ts';
import { grantWishes } from '#workers/grantWishes.ts';

async function open() {
  const clock = new VirtualClock();
  const device = new EmulatedHackRf({ clock: null });
  return { device, radio: await HackRfRadio.open(device, clock) };
}

test('a link’s text becomes what the driver’s settings are', async () => {
  const { radio } = await open();
  const notices = await grantWishes(
    radio,
    { center: 868e6, rate: 8e6, settings: { amp: 'on', bandwidth: '1750000', lna: '24' } },
    false
  );
  expect(notices).toEqual([]);
  expect(radio.state).toMatchObject({
    center: 868e6,
    rate: 8e6,
    settings: { amp: true, bandwidth: 1_750_000, lna: 24 }
  });
});

test('voltage on the antenna socket needs somebody who confirmed it', async () => {
  const { radio, device } = await open();
  const want = { center: 433e6, settings: { 'bias-tee': 'on' } };
  expect(await grantWishes(radio, want, false)).toEqual([expect.stringMatching(/Antenna power was left off/)]);
  expect(device.state.antennaPower).toBe(false);
  expect(radio.state.center).toBe(433e6);
  expect(await grantWishes(radio, want, true)).toEqual([]);
  expect(device.state.antennaPower).toBe(true);
});

test('a wish that this radio cannot grant leaves the others as wanted', async () => {
  const { radio } = await open();
  const notices = await grantWishes(
    radio,
    { center: 868e6, rate: 900e6, ppm: 2, settings: { 'direct-sampling': 'q', lna: 'much', amp: 'on' } },
    false
  );
  expect(notices).toHaveLength(3);
  expect(notices.join(' ')).toMatch(/direct-sampling.*lna.*900/s);
  expect(radio.state).toMatchObject({ center: 868e6, ppm: 2, settings: { amp: true } });
});

test('hardware that fails is no wish that was refused', async () => {
  const { radio, device } = await open();
  device.unplug();
  const failed = grantWishes(radio, { center: 868e6 }, false);
  await expect(failed).rejects.toBeInstanceOf(WavepoolError);
  await expect(failed).rejects.toMatchObject({ code: 'usb.unplugged' });
});
