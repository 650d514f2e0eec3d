import { expect, test } from 'vitest';
import { identify, likelyDevices } from '#lib/platform/any/usbIdentity.ts';
import { EmulatedRtlSdr } from '#tests/lab/emulated/emulatedRtlSdr.ts';

const dongle = (serial: string) => new EmulatedRtlSdr({ clock: null, serial });

test('equal devices are told apart by their place among each other', () => {
  const devices = [dongle('A'), dongle(''), dongle('B'), dongle('')];
  const ids = devices.map((device) => identify(device, devices));
  expect(ids.map(({ serial, nth }) => [serial, nth])).toEqual([
    ['A', 0],
    ['', 0],
    ['B', 0],
    ['', 1]
  ]);
  for (const [at, id] of ids.entries()) expect(likelyDevices(devices, id)[0]).toBe(devices[at]);
});

test('where nothing tells them apart every equal one may be it, the likeliest first', () => {
  const [left, right, other] = [dongle(''), dongle(''), dongle('X')];
  const id = identify(right, [left, right, other]);
  expect(likelyDevices([left, right, other], id)).toEqual([right, left]);
  expect(likelyDevices([other, left], id)).toEqual([left]);
  expect(likelyDevices([other], id)).toEqual([]);
});

test('an id without a serial means any', () => {
  const devices = [dongle('A'), dongle('B')];
  const id = { vendorId: 0x0bda, productId: 0x2838, serial: null, nth: 1 };
  expect(likelyDevices(devices, id)).toEqual([devices[1], devices[0]]);
  expect(likelyDevices(devices, null)).toEqual(devices);
});

test('a device that hides its serial has an empty one', () => {
  const device = Object.assign(Object.create(dongle('') as object), { serialNumber: undefined }) as EmulatedRtlSdr;
  expect(identify(device, [])).toMatchObject({ serial: '', nth: 0 });
});
