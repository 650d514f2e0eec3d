import { expect, test } from 'vitest';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import type { UsbRadioKind } from '#lib/radio/usb/usbRadioKind.ts';
import { hackRfKind } from '#lib/radio/hackrf/hackRfKind.ts';
import { EmulatedHackRf } from '#tests/lab/emulated/emulatedHackRf.ts';
import { EmulatedRtlSdr } from '#tests/lab/emulated/emulatedRtlSdr.ts';
import { EmulatedUsb } from '#tests/lab/emulated/emulatedUsb.ts';
import type { EmulatedUsbDevice } from '#tests/lab/emulated/emulatedUsbDevice.ts';
import { openUsbRadio } from '#workers/openUsbRadio.ts';

const radios = (devices: readonly EmulatedUsbDevice[], kinds: readonly UsbRadioKind[] = [hackRfKind]) => ({
  usb: new EmulatedUsb(devices, true),
  kinds,
  clock: new VirtualClock()
});
const hackrf = (serial: string) => new EmulatedHackRf({ clock: null, serial });

test('the radio that is meant is opened, and no other', async () => {
  const devices = [hackrf('A'), hackrf('B')];
  const opened = await openUsbRadio(
    radios(devices),
    { vendorId: 0x1d50, productId: 0x6089, serial: 'B', nth: 0 },
    'HackRF'
  );
  expect(opened.id.serial).toBe('B');
  expect(devices.map((device) => device.opened)).toEqual([false, true]);
});

test('of equal radios the first that is free is taken', async () => {
  const devices = [hackrf(''), hackrf('')];
  devices[0].faults.claimRefused = true;
  const opened = await openUsbRadio(
    radios(devices),
    { vendorId: 0x1d50, productId: 0x6089, serial: '', nth: 0 },
    'HackRF'
  );
  expect(opened.id.nth).toBe(1);
  expect(devices.map((device) => device.opened)).toEqual([false, true]);
});

test('when all of them are held, that is what is said', async () => {
  const devices = [hackrf(''), hackrf('')];
  for (const { faults } of devices) faults.claimRefused = true;
  await expect(openUsbRadio(radios(devices), null, 'radio')).rejects.toMatchObject({ code: 'usb.claimed' });
});

test('what is refused for another reason is told at once', async () => {
  const devices = [hackrf(''), hackrf('')];
  devices[0].faults.openRefused = true;
  await expect(openUsbRadio(radios(devices), null, 'radio')).rejects.toMatchObject({ code: 'usb.denied' });
  expect(devices[1].opened).toBe(false);
});

test('what no driver knows is none; neither is what is not there', async () => {
  await expect(openUsbRadio(radios([new EmulatedRtlSdr({ clock: null })]), null, 'RTL-SDR')).rejects.toMatchObject({
    code: 'radio.none',
    facts: { kind: 'RTL-SDR' }
  });
  await expect(
    openUsbRadio(radios([hackrf('A')]), { vendorId: 0x1d50, productId: 0x6089, serial: 'B', nth: 0 }, 'HackRF')
  ).rejects.toMatchObject({ code: 'radio.none' });
});
