import { describe, expect, it } from 'vitest';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { EmulatedHackRf } from '#tests/lab/emulated/emulatedHackRf.ts';
import { EmulatedRtlSdr } from '#tests/lab/emulated/emulatedRtlSdr.ts';
import { EmulatedUsb } from '#tests/lab/emulated/emulatedUsb.ts';

describe('EmulatedUsb', () => {
  it('lists what was chosen, and tells of what comes and goes', async () => {
    const [rtl, hack] = [new EmulatedRtlSdr({ clock: null }), new EmulatedHackRf({ clock: null })];
    const usb = new EmulatedUsb([rtl, hack]);
    expect(await usb.getDevices()).toEqual([]);
    expect(await usb.requestDevice({ filters: [{ vendorId: 0x1d50 }] })).toBe(hack);
    expect(await usb.getDevices()).toEqual([hack]);
    await expect(usb.requestDevice({ filters: [{ vendorId: 1 }] })).rejects.toMatchObject({ name: 'NotFoundError' });
    const told: string[] = [];
    const listen = ({ type, device }: { type: string; device: unknown }) =>
      told.push(`${type} ${device === hack ? 'hack' : 'rtl'}`);
    usb.addEventListener('connect', listen);
    usb.addEventListener('disconnect', listen);
    hack.unplug();
    rtl.unplug();
    await Promise.resolve();
    expect(await usb.getDevices()).toEqual([]);
    hack.plug();
    await Promise.resolve();
    expect(told).toEqual(['disconnect hack', 'connect hack']);
    expect(await usb.getDevices()).toEqual([hack]);
  });
});

describe('EmulatedUsbDevice', () => {
  it('keeps the newest bytes while no transfer is queued, and counts the rest as lost, to the sample', async () => {
    const clock = new VirtualClock(1000);
    const device = await receiving(clock);
    const first = device.transferIn(1, 20_000);
    await clock.advance(0.001);
    await first;
    await clock.advance(0.01);
    const second = device.transferIn(1, 20_000);
    expect(device.dropped).toBe(100_000 - 16_384);
    await clock.advance(0.001);
    await second;
    expect(device.dropped).toBe(100_000 - 16_384);
    expect(device.bytes).toBe(40_000);
  });

  it('answers as Chromium does when something is wrong', async () => {
    const clock = new VirtualClock();
    const device = await receiving(clock);
    const name = (promise: Promise<unknown>) =>
      promise.then(
        () => 'ok',
        (error: unknown) => (error as Error).name
      );
    expect(await name(device.transferIn(2, 512))).toBe('NotFoundError');
    device.faults.transferErrors = 1;
    expect(await name(device.transferIn(1, 512))).toBe('NetworkError');
    device.faults.halts = 1;
    expect((await device.transferIn(1, 512)).status).toBe('stall');
    expect((await device.transferIn(1, 512)).status).toBe('stall');
    await device.clearHalt('in', 1);
    device.short.push(33);
    const short = device.transferIn(1, 512);
    const [left, right] = [name(device.transferIn(1, 1 << 20)), name(device.transferIn(1, 512))];
    await clock.advance(0.001);
    expect((await short).data?.byteLength).toBe(33);
    device.unplug();
    expect([await left, await right]).toEqual(['NotFoundError', 'NotFoundError']);
    expect(await name(device.open())).toBe('NotFoundError');
    device.plug();
    expect(device.state.mode).toBe('off');
    device.faults.openRefused = true;
    expect(await name(device.open())).toBe('SecurityError');
    device.faults.openRefused = false;
    device.faults.claimRefused = true;
    await device.open();
    expect(await name(device.claimInterface(0))).toBe('NetworkError');
    await device.close();
    expect(await name(device.claimInterface(0))).toBe('InvalidStateError');
  });
});

async function receiving(clock: VirtualClock): Promise<EmulatedHackRf> {
  const device = new EmulatedHackRf({ clock });
  await device.open();
  await device.claimInterface(0);
  const mode = { requestType: 'vendor', recipient: 'device', request: 1, value: 1, index: 0 } as const;
  await device.controlTransferOut(mode);
  return device;
}
