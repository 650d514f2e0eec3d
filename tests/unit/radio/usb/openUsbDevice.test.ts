import { describe, expect, it } from 'vitest';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { RtlSdrRadio } from '#lib/radio/rtlsdr/rtlSdrRadio.ts';
import { deviceName, printable } from '#lib/radio/usb/deviceName.ts';
import { openUsbDevice } from '#lib/radio/usb/openUsbDevice.ts';
import { EmulatedHackRf } from '#tests/lab/emulated/emulatedHackRf.ts';
import { EmulatedRtlSdr } from '#tests/lab/emulated/emulatedRtlSdr.ts';

describe('openUsbDevice', () => {
  it('opens and claims, and selects a configuration only where there is none', async () => {
    for (const configured of [true, false]) {
      const device = new EmulatedRtlSdr({ clock: null });
      if (!configured) device.unconfigure();
      let selected = 0;
      const select = device.selectConfiguration.bind(device);
      device.selectConfiguration = (value) => {
        selected += 1;
        return select(value);
      };
      await openUsbDevice(device, 'Dongle');
      expect(device.opened).toBe(true);
      expect(selected).toBe(configured ? 0 : 1);
      // The endpoint belongs to whoever claimed it.
      expect((await device.transferIn(1, 512)).status).toBe('stall');
    }
  });

  it('takes a device that is open already', async () => {
    const device = new EmulatedRtlSdr({ clock: null });
    await device.open();
    device.faults.openRefused = true;
    await openUsbDevice(device, 'Dongle');
    expect(device.opened).toBe(true);
  });

  it.each([
    ['usb.claimed', { claimRefused: true }, true],
    ['usb.claimed', { claimRefused: true }, false],
    ['usb.denied', { openRefused: true }, true]
  ] as const)('%s: closes again and says so (%j)', async (code, faults, configured) => {
    const device = new EmulatedRtlSdr({ clock: null });
    if (!configured) device.unconfigure();
    Object.assign(device.faults, faults);
    await expect(openUsbDevice(device, 'Dongle')).rejects.toMatchObject({ code, facts: { radio: 'Dongle' } });
    expect(device.opened).toBe(false);
  });

  it('says that a device is gone, though closing fails too', async () => {
    const device = new EmulatedRtlSdr({ clock: null });
    device.unplug();
    device.close = () => Promise.reject(new Error('close error'));
    await expect(openUsbDevice(device, 'Dongle')).rejects.toMatchObject({ code: 'usb.unplugged' });
  });

  it('says that there is no such interface', async () => {
    const device = new EmulatedHackRf({ clock: null });
    await expect(openUsbDevice(device, 'Dongle', 1)).rejects.toMatchObject({ code: 'usb.failed' });
    expect(device.opened).toBe(false);
  });
});

describe('a dongle whose strings are garbage', () => {
  it.each(['', '\u0000\u0001\uffff', 'x'.repeat(100_000), '\ud800\n\r"<script>'])('opens (%#)', async (garbage) => {
    const clock = new VirtualClock();
    const rtl = new EmulatedRtlSdr({ clock, maker: garbage, product: garbage, serial: garbage });
    const progress = { over: false };
    const opening = RtlSdrRadio.open(rtl, clock).finally(() => (progress.over = true));
    for (let steps = 0; !progress.over && steps < 1000; steps++) {
      await clock.advance(0.01);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { info } = await opening;
    expect(info.model).not.toBe('');
    expect(info.model.length + info.serial.length).toBeLessThan(200);
  });
});

describe('deviceName', () => {
  const ids = { vendorId: 0x0bda, productId: 0x2838 };

  it('is the product and its serial, or the ids', () => {
    expect(deviceName({ ...ids, productName: 'Blog V4', serialNumber: '00000001' })).toBe('Blog V4 00000001');
    expect(deviceName(ids)).toBe('USB 0bda:2838');
    expect(deviceName(new EmulatedHackRf({ clock: null }))).toContain('HackRF One 0000');
  });

  it.each([
    null,
    7,
    {},
    '',
    '   ',
    '\u0000\u0007\n\u202e',
    '\ud800',
    '\uffff'.repeat(50),
    'x'.repeat(10_000_000),
    '\u0000'.repeat(1_000_000) + 'late'
  ])('is short and printable whatever the EEPROM says (%#)', (garbage) => {
    const name = deviceName({ ...ids, productName: garbage, serialNumber: garbage });
    expect(name.length).toBeLessThan(100);
    expect(name.length).toBeGreaterThan(0);
    expect(name).toBe(name.trim());
    expect(/[\p{C}\n]/u.test(name)).toBe(false);
  });

  it('keeps letters of any script', () => {
    expect(printable('Empfänger 受信機 №1')).toBe('Empfänger 受信機 №1');
    expect(printable('a\u0000b\tc')).toBe('abc');
  });
});
