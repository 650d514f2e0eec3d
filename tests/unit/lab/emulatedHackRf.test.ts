import { describe, expect, it } from 'vitest';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { EmulatedHackRf, type EmulatedHackRfOptions } from '#tests/lab/emulated/emulatedHackRf.ts';

describe('EmulatedHackRf', () => {
  it('takes what the real tools send', async () => {
    const device = await opened({ clock: null, firmware: '2024.02.1' });
    await out(device, 6, 0, 0, words(8_000_000, 1));
    await out(device, 16, 0, 0, words(433, 920_000));
    await out(device, 7, 0xcfc0, 0x006a);
    await out(device, 17, 1);
    expect(await gain(device, 19, 24)).toBe(1);
    expect(await gain(device, 19, 48)).toBe(0);
    expect(await gain(device, 20, 13)).toBe(1);
    expect(device.state).toMatchObject({ rate: 8e6, center: 433.92e6, filter: 7e6, amp: true, lna: 24, vga: 12 });
    const { data } = await device.controlTransferIn(setup(15), 255);
    expect(new TextDecoder().decode(data)).toBe('2024.02.1');
    expect(device.requests.slice(0, 2)).toEqual([6, 16]);
    expect(device.log[1]).toEqual(['40', '0000', '0000', 8, 'b1010000c0090e00', 8]);
  });

  it('sends nothing before it receives, then keeps to its clock', async () => {
    const clock = new VirtualClock();
    const device = await opened({ clock });
    let came = 0;
    const transfer = device.transferIn(1, 200_000).then(() => (came = clock.now()));
    await clock.advance(1);
    expect(came).toBe(0);
    await out(device, 1, 1);
    await clock.advance(1);
    await transfer;
    expect(came).toBeCloseTo(1.01, 6);
  });

  it('sweeps in blocks that tell their frequency, in turn', async () => {
    const device = await opened({ clock: null });
    const plan = new DataView(new ArrayBuffer(13));
    plan.setUint32(0, 20e6, true);
    plan.setUint32(4, 7.5e6, true);
    plan.setUint8(8, 1);
    plan.setUint16(9, 80, true);
    plan.setUint16(11, 120, true);
    await out(device, 26, 16384, 0, new Uint8Array(plan.buffer));
    await out(device, 1, 5);
    const { data } = await device.transferIn(1, 5 * 16384);
    const seen = Array.from({ length: 5 }, (_, block) => Number(data?.getBigUint64(block * 16384 + 2, true)) / 1e6);
    expect(seen).toEqual([80, 85, 100, 105, 80]);
    expect(data?.getUint16(3 * 16384)).toBe(0x7f7f);
  });

  it('refuses a sweep that is none, and any with old firmware', async () => {
    const plan = new Uint8Array(13);
    const [now, old] = [await opened({ clock: null }), await opened({ clock: null, api: 0x0101 })];
    expect(await out(now, 26, 16384, 0, plan)).toBe('stall');
    plan.set([1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 0]);
    expect(await out(now, 26, 16384, 0, plan)).toBe('ok');
    expect(await out(now, 26, 100, 0, plan)).toBe('stall');
    expect(await out(now, 26, 16384, 0, plan.slice(0, 3))).toBe('stall');
    expect(await out(old, 26, 16384, 0, plan)).toBe('stall');
    expect(await out(old, 1, 5)).toBe('stall');
  });
});

async function opened(options: EmulatedHackRfOptions): Promise<EmulatedHackRf> {
  const device = new EmulatedHackRf(options);
  await device.open();
  await device.claimInterface(0);
  return device;
}

function setup(request: number, value = 0, index = 0) {
  return { requestType: 'vendor', recipient: 'device', request, value, index } as const;
}

async function out(device: EmulatedHackRf, request: number, value: number, index = 0, data?: Uint8Array<ArrayBuffer>) {
  return (await device.controlTransferOut(setup(request, value, index), data)).status;
}

async function gain(device: EmulatedHackRf, request: number, db: number): Promise<number | undefined> {
  return (await device.controlTransferIn(setup(request, 0, db), 1)).data?.getUint8(0);
}

function words(...values: number[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Uint32Array.from(values).buffer);
}
