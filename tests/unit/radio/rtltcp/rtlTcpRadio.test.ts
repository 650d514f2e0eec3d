import { describe, expect, it } from 'vitest';
import { hz, sampleRate } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { writeGreeting } from '#lib/radio/rtltcp/greeting.ts';
import { openRtlTcp } from '#lib/radio/rtltcp/openRtlTcp.ts';
import { radioContract } from '#tests/contracts/radioContract.ts';
import { FakeServer } from './fakeServer.ts';

radioContract('rtl_tcp client', async () => {
  const clock = new VirtualClock(1000);
  const radio = await openRtlTcp(new FakeServer(clock), clock);
  await radio.configure({ rate: sampleRate(250_000) });
  return { radio, clock, retune: { center: hz(433_920_000), rate: sampleRate(1_024_000) }, stallSeconds: 1.5 };
});

async function opened(greeting?: Uint8Array<ArrayBuffer> | null) {
  const clock = new VirtualClock(1000);
  const server = new FakeServer(clock, greeting);
  return { clock, server, radio: await openRtlTcp(server, clock) };
}

describe('rtl_tcp client', () => {
  it('sends each command in the protocol’s own form', async () => {
    const { server, radio } = await opened();
    const state = await radio.configure({
      center: hz(433_920_000),
      rate: sampleRate(1_000_000),
      gain: 28.2,
      ppm: -12.4,
      settings: { agc: true, 'direct-sampling': 'q', 'offset-tuning': true, 'bias-tee': true, 'test-mode': true }
    });
    expect(state).toMatchObject({ center: 433_920_000, rate: 1e6, gain: 28, ppm: -12 });
    expect(server.words(1).at(-1)).toBe(433_920_000);
    expect(server.words(2).at(-1)).toBe(1_000_000);
    expect([server.words(3).at(-1), server.words(4).at(-1)]).toEqual([1, 280]);
    expect(server.words(5).at(-1)).toBe(2 ** 32 - 12);
    expect([7, 8, 9, 10, 14].map((id) => server.words(id).at(-1))).toEqual([1, 1, 2, 1, 1]);
    await radio.configure({ gain: 'auto', settings: { 'direct-sampling': 'off' } });
    expect([server.words(3).at(-1), server.words(9).at(-1)]).toEqual([0, 0]);
  });

  it('says which tuner is behind it, and takes any where that is not known', async () => {
    const r820t = await opened();
    expect(r820t.radio.info.model).toContain('R820T');
    expect(r820t.radio.info.gains).toHaveLength(29);
    const other = await opened(writeGreeting({ tuner: 0, gains: 0 }));
    await other.radio.configure({ center: hz(2.4e9), rate: sampleRate(10e6) });
    expect(other.server.words(1).at(-1)).toBe(2.4e9);
  });

  it('keeps I and Q apart wherever the bytes are cut', async () => {
    const { clock, radio } = await opened();
    const stop = new AbortController();
    const seen: number[] = [];
    const stream = radio.stream(({ data }) => void seen.push(...data), stop.signal);
    for (let i = 0; i < 10; i++) await clock.advance(0.004);
    stop.abort();
    await stream;
    expect(seen.length).toBeGreaterThan(100_000);
    expect(seen[0] % 2).toBe(0);
    expect(seen.every((byte, at) => byte === ((seen[0] + at) & 255))).toBe(true);
  });

  it('says when the server hangs up, and from then on', async () => {
    const { clock, server, radio } = await opened();
    const stream = radio.stream(() => undefined, new AbortController().signal);
    const outcome = expect(stream).rejects.toMatchObject({ code: 'net.closed' });
    await clock.advance(0.1);
    server.hangUp();
    await outcome;
    await expect(radio.stream(() => undefined, new AbortController().signal)).rejects.toMatchObject({
      code: 'net.closed'
    });
    await expect(radio.configure({ ppm: 1 })).rejects.toMatchObject({ code: 'net.closed' });
  });

  it('notices a server that goes on holding the line and sends nothing', async () => {
    const { clock, server, radio } = await opened();
    const outcome = expect(radio.stream(() => undefined, new AbortController().signal)).rejects.toMatchObject({
      code: 'net.refused'
    });
    await clock.advance(1);
    server.silent = true;
    await clock.advance(25);
    await outcome;
  });

  it.each([
    ['another protocol', new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n')],
    ['the beginning, then something else', new TextEncoder().encode('RTX')]
  ])('refuses %s', async (_, greeting) => {
    const clock = new VirtualClock(1000);
    const server = new FakeServer(clock, greeting);
    await expect(openRtlTcp(server, clock)).rejects.toMatchObject({ code: 'net.protocol' });
    expect(server.closed).toBe(true);
  });

  it('gives up on one that says nothing, and on one that hangs up', async () => {
    const clock = new VirtualClock(1000);
    const mute = new FakeServer(clock, null);
    mute.silent = true;
    const waiting = expect(openRtlTcp(mute, clock)).rejects.toMatchObject({ code: 'net.protocol' });
    await clock.advance(6);
    await waiting;
    const rude = new FakeServer(clock, null);
    const opening = expect(openRtlTcp(rude, clock)).rejects.toMatchObject({ code: 'net.closed' });
    rude.hangUp(new Error('reset'));
    await opening;
  });

  it('gives up when it is told to', async () => {
    const clock = new VirtualClock(1000);
    const mute = new FakeServer(clock, null);
    mute.silent = true;
    const control = new AbortController();
    const waiting = expect(openRtlTcp(mute, clock, control.signal)).rejects.toBe(control.signal);
    control.abort(control.signal);
    await waiting;
    expect(mute.closed).toBe(true);
  });
});
