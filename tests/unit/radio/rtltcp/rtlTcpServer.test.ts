import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '#lib/base/byteSource.ts';
import { Prng } from '#lib/base/prng.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { Radio, RadioInfo, RadioState, RadioWant, SampleBlock, SampleSink, StreamEnd } from '#lib/radio/radio.ts';
import { ReplayRadio } from '#lib/radio/replayRadio.ts';
import { rtlTcpDefaults, rtlTcpSettings } from '#lib/radio/rtltcp/rtlTcpSettings.ts';
import { commandFrame } from '#lib/radio/rtltcp/commandFrame.ts';
import { readGreeting } from '#lib/radio/rtltcp/greeting.ts';
import { RtlTcpServer } from '#lib/radio/rtltcp/rtlTcpServer.ts';
import type { TcpPeer } from '#lib/radio/rtltcp/tcpConnection.ts';
import { openRecording } from '#lib/recording/openRecording.ts';

/** The other end of a connection to the server: reads at once, or lets bytes pile up. */
class Peer implements TcpPeer {
  readonly where: string;
  readonly got: Uint8Array[] = [];
  reads = true;
  waiting = 0;
  closed = false;
  say: (bytes: Uint8Array<ArrayBuffer>) => void = () => undefined;
  leave: (error: Error | null) => void = () => undefined;

  constructor(where = 'peer:1') {
    this.where = where;
  }
  listen(take: (bytes: Uint8Array<ArrayBuffer>) => void, ended: (error: Error | null) => void): void {
    [this.say, this.leave] = [take, ended];
  }
  send(bytes: Uint8Array): void {
    if (this.reads) this.got.push(bytes);
    else this.waiting += bytes.length;
  }
  close(): void {
    this.closed = true;
  }
  get samples(): Uint8Array {
    return Buffer.concat(this.got.slice(1));
  }
}

/** A radio that remembers what it was told, and whose samples the test hands out. */
class TestRadio implements Radio {
  readonly wants: RadioWant[] = [];
  readonly info: RadioInfo;
  state: RadioState = {
    center: 1e8,
    rate: 250_000,
    gain: 'auto',
    ppm: 0,
    settings: rtlTcpDefaults
  } as unknown as RadioState;
  sink: SampleSink | null = null;
  end: ((end: StreamEnd) => void) | null = null;

  constructor(info: Partial<RadioInfo> = {}) {
    this.info = {
      driver: 'test',
      model: 'Test R820T',
      serial: '',
      format: 'cs8',
      centers: [{ min: 24e6, max: 1.766e9 }],
      rates: [{ min: 225_001, max: 3.2e6 }],
      gains: [0, 9, 14, 28, 49.6].map((db) => ({ min: db, max: db })),
      settings: rtlTcpSettings,
      clock: { source: 'crystal', ppm: null },
      paced: true,
      samples: null,
      notices: [],
      ...info
    };
  }
  configure(want: RadioWant): Promise<RadioState> {
    if (want.center !== undefined && want.center > 1.766e9)
      return Promise.reject(
        new WavepoolError('radio.range', { what: 'Centre', value: want.center, radio: 'Test', want: 'less' })
      );
    this.wants.push(want);
    this.state = { ...this.state, ...want, settings: { ...this.state.settings, ...want.settings } };
    return Promise.resolve(this.state);
  }
  stream(sink: SampleSink, signal: AbortSignal): Promise<StreamEnd> {
    this.sink = sink;
    return new Promise((resolve) => {
      this.end = resolve;
      signal.addEventListener('abort', () => resolve({ reason: 'aborted', delivered: 0, dropped: 0 }));
    }).then((end) => {
      this.sink = null;
      return end as StreamEnd;
    });
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
  hand(...bytes: number[]): void {
    void this.sink?.(blockOf(Uint8Array.from(bytes)));
  }
}

function blockOf(data: Uint8Array): SampleBlock {
  return { format: 'cs8', data, sampleIndex: 0, time: 0, droppedBefore: 0, center: 1e8, rate: 250_000 } as SampleBlock;
}

function started(radio: Radio = new TestRadio()) {
  const lines: string[] = [];
  const clock = new VirtualClock(1000);
  const failures: unknown[] = [];
  const server = new RtlTcpServer({
    radio,
    clock,
    log: (line) => lines.push(line),
    failed: (error) => failures.push(error)
  });
  return { server, lines, clock, failures };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('rtl_tcp server', () => {
  it('greets with the tuner and the number of gains, then sends samples as unsigned bytes', async () => {
    const radio = new TestRadio();
    const { server } = started(radio);
    const [one, two] = [new Peer('a:1'), new Peer('b:2')];
    server.attach(one);
    server.attach(two);
    radio.hand(0, 127, 0x80, 0xff);
    expect(readGreeting(one.got[0])).toEqual({ tuner: 5, gains: 5 });
    for (const peer of [one, two]) expect([...peer.samples]).toEqual([128, 255, 0, 127]);
    await server.close();
    expect([one.closed, two.closed]).toEqual([true, true]);
  });

  it.each([
    ['frequency', 1, 433_920_000, { center: 433_920_000 }],
    ['rate', 2, 1_000_000, { rate: 1_000_000 }],
    ['automatic gain', 3, 0, { gain: 'auto' }],
    ['manual gain', 3, 1, { gain: 28 }],
    ['gain, to the nearest step', 4, 271, { gain: 28 }],
    ['negative gain', 4, -30, { gain: 0 }],
    ['ppm', 5, -7, { ppm: -7 }],
    ['test mode', 7, 1, { settings: { 'test-mode': true } }],
    ['AGC', 8, 1, { settings: { agc: true } }],
    ['direct sampling', 9, 2, { settings: { 'direct-sampling': 'q' } }],
    ['offset tuning', 10, 1, { settings: { 'offset-tuning': true } }],
    ['crystal', 11, 28_800_288, { ppm: 10 }],
    ['gain by index', 13, 2, { gain: 14 }],
    ['bias tee', 14, 1, { settings: { 'bias-tee': true } }]
  ])('obeys %s', async (_, id, value, want) => {
    const radio = new TestRadio();
    const { server } = started(radio);
    const peer = new Peer();
    server.attach(peer);
    peer.say(commandFrame(id, value));
    await settle();
    expect(radio.wants).toEqual([want]);
    await server.close();
  });

  it('sets the IF gain of a radio that has one', async () => {
    const stage = (key: string) =>
      ({
        key,
        label: key,
        hint: '',
        warning: null,
        kind: 'number',
        unit: 'dB',
        ranges: [-3, 6].map((db) => ({ min: db, max: db }))
      }) as const;
    const radio = new TestRadio({ settings: [stage('if-gain-1')] });
    const { server } = started(radio);
    const peer = new Peer();
    server.attach(peer);
    peer.say(commandFrame(6, (1 << 16) | (-30 & 0xffff)));
    await settle();
    expect(radio.wants).toEqual([{ settings: { 'if-gain-1': -3 } }]);
    await server.close();
  });

  it('says once what a radio cannot do, and goes on', async () => {
    const radio = new TestRadio({ settings: [], gains: [] });
    const { server, lines } = started(radio);
    const peer = new Peer();
    server.attach(peer);
    for (let round = 0; round < 3; round++) {
      for (const id of [3, 4, 6, 7, 8, 9, 10, 12, 13, 14, 77]) peer.say(commandFrame(id, 1));
      peer.say(commandFrame(1, 3e9));
      await settle();
    }
    peer.say(commandFrame(1, 1e8));
    await settle();
    expect(radio.wants).toEqual([{ center: 1e8 }]);
    expect(lines.filter((line) => line.includes('wants'))).toHaveLength(12);
    await server.close();
  });

  it('survives halves, garbage and floods of commands', async () => {
    const radio = new TestRadio();
    const { server, lines } = started(radio);
    const peer = new Peer();
    server.attach(peer);
    const frame = commandFrame(1, 99_900_000);
    for (const byte of frame) peer.say(Uint8Array.of(byte));
    await settle();
    expect(radio.wants).toEqual([{ center: 99_900_000 }]);
    const random = new Prng(7);
    for (let i = 0; i < 200; i++)
      peer.say(Uint8Array.from({ length: 1 + (random.next32() % 4000) }, () => random.next32() & 255));
    await settle();
    // Each kind of command waits at most once, so a flood is a few at a time, and the log stays short.
    expect(radio.wants.length).toBeLessThan(1000);
    expect(lines.length).toBeLessThan(40);
    radio.hand(1, 2);
    expect(peer.samples.length).toBe(2);
    const scan = new Peer('scan:1');
    server.attach(scan);
    scan.leave(new Error('reset'));
    scan.leave(null);
    expect(server.clients).toBe(1);
    await server.close();
  });

  it('drops for a client that does not read, counts it, and spares the others', async () => {
    const radio = new TestRadio();
    const { server, lines } = started(radio);
    const [slow, quick] = [new Peer('slow:1'), new Peer('quick:2')];
    server.attach(slow);
    server.attach(quick);
    slow.reads = false;
    for (let i = 0; i < 40; i++) void radio.sink?.(blockOf(new Uint8Array(100_000)));
    expect(slow.waiting).toBeLessThan(1.2e6);
    expect(quick.samples.length).toBe(4_000_000);
    slow.leave(null);
    const dropped = Number(/(\d+) of them dropped/.exec(lines.at(-1) ?? '')?.[1]);
    const sent = Number(/after (\d+) samples/.exec(lines.at(-1) ?? '')?.[1]);
    expect(dropped).toBeGreaterThan(0);
    expect(sent + dropped).toBe(2_000_000);
    await server.close();
  });

  it('streams only while somebody is connected', async () => {
    const radio = new TestRadio();
    const { server } = started(radio);
    expect(radio.sink).toBeNull();
    const peer = new Peer();
    server.attach(peer);
    expect(radio.sink).not.toBeNull();
    peer.leave(null);
    await settle();
    expect(radio.sink).toBeNull();
    const next = new Peer();
    server.attach(next);
    expect(radio.sink).not.toBeNull();
    await server.close();
  });

  it('plays a recording from its start to the first client, then silence, then hangs up', async () => {
    const data = Uint8Array.from({ length: 200_000 }, (_, at) => at % 251);
    const recording = await openRecording([bytesInMemory('x_250k.cu8', data)], { rate: 250_000 }, () =>
      Promise.resolve(null)
    );
    const clock = new VirtualClock(1000);
    const radio = new ReplayRadio({ recording, clock, paced: true });
    const server = new RtlTcpServer({
      radio,
      clock,
      begin: () => radio.seek(0),
      log: () => undefined,
      failed: () => undefined
    });
    for (let round = 0; round < 2; round++) {
      const peer = new Peer();
      server.attach(peer);
      for (let i = 0; i < 500 && !peer.closed; i++) {
        await clock.advance(0.01);
        await settle();
      }
      expect(peer.closed).toBe(true);
      expect(Buffer.compare(peer.samples.subarray(0, data.length), data)).toBe(0);
      expect(peer.samples.length - data.length).toBeGreaterThanOrEqual(2 * 262_144);
      expect(peer.samples.subarray(data.length).every((byte) => byte === 127 || byte === 128)).toBe(true);
    }
    await server.close();
  });

  it('tells when the radio fails', async () => {
    const radio = new TestRadio();
    const error = new WavepoolError('usb.unplugged', { radio: 'Test' });
    radio.stream = () => Promise.reject(error);
    const { server, failures } = started(radio);
    server.attach(new Peer());
    await settle();
    expect(failures[0]).toBe(error);
    await server.close();
  });
});
