import { describe, expect, it } from 'vitest';
import { hz, sampleRate } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { radioContract } from '#tests/contracts/radioContract.ts';
import { openFakeSoapy } from './openFakeSoapy.ts';

const retune = { center: hz(868.3e6), rate: sampleRate(2e6) };

radioContract('SoapySDR with time stamps', () => {
  const clock = new VirtualClock();
  const { radio } = openFakeSoapy({ clock }, { ringSamples: 2 ** 16 });
  return Promise.resolve({ radio, clock, retune, stallSeconds: 0.2 });
});

radioContract('SoapySDR with time stamps of a clock of its own', () => {
  const clock = new VirtualClock(1_790_000_000.123);
  const { radio } = openFakeSoapy(
    { clock, stampZero: 77_000_000_123n - 1_790_000_000_000_000_000n },
    { ringSamples: 2 ** 15 }
  );
  return Promise.resolve({ radio, clock, retune: { center: hz(433.92e6) }, stallSeconds: 0.15 });
});

radioContract('SoapySDR without time stamps', () => {
  const clock = new VirtualClock(1_790_000_000);
  const native = { format: 'CF64', fullScale: 1 };
  const { radio } = openFakeSoapy({ clock, stampZero: null, native, formats: [] }, { ringSamples: 2 ** 16 });
  return Promise.resolve({ radio, clock, retune, stallSeconds: 0.2 });
});

interface Seen {
  readonly sampleIndex: number;
  readonly droppedBefore: number;
  readonly center: number;
  readonly rate: number;
  readonly time: number;
  readonly count: number;
  readonly first: number;
}

type At = (time: number, fake: ReturnType<typeof openFakeSoapy>) => unknown;
type Options = Omit<Parameters<typeof openFakeSoapy>[0], 'clock'>;

/** Streams for `seconds` of the clock; `at` is called as it goes on. After 50 ms the reading thread stands still for `stall` seconds. */
async function receive(options: Options, seconds: number, at?: At, stall = 0) {
  const clock = new VirtualClock(1000);
  const fake = openFakeSoapy({ clock, ...options });
  const seen: Seen[] = [];
  const stop = new AbortController();
  const size = fake.radio.info.format === 'cs8' ? 2 : 4;
  const over = { ended: false };
  const stream = fake.radio
    .stream(({ data, ...block }) => {
      seen.push({ ...block, count: data.length / size, first: data[0] });
    }, stop.signal)
    .then(
      (end) => ({ end, error: null }),
      (error: unknown) => ({ end: null, error: error as { code: string; message: string } })
    )
    .finally(() => (over.ended = true));
  for (let step = 0; step < seconds * 1000 && !over.ended; step++) {
    if (step === 50) fake.device.stallUntil(clock.now() + stall);
    await clock.advance(0.001);
    await new Promise((resolve) => setImmediate(resolve));
    await at?.(step / 1000, fake);
  }
  stop.abort();
  return { ...fake, clock, seen, ...(await stream) };
}

describe('losses of SoapySDR', () => {
  it('are counted to the sample by time stamps, flagged or not', async () => {
    for (const quiet of [false, true]) {
      const { seen, end } = await receive({ events: [{ at: 20_000, lose: 12_345, quiet }] }, 0.1);
      expect(end?.dropped).toBe(12_345);
      const after = seen.find(({ droppedBefore }) => droppedBefore > 0);
      expect(after).toMatchObject({ sampleIndex: 32_345, droppedBefore: 12_345, first: 32_345 & 255 });
      expect(after?.time).toBeCloseTo(1000.032345, 6);
    }
  });

  it('are estimated without time stamps, once the queue is empty, and a notice says so', async () => {
    const { seen, end, radio } = await receive({ stampZero: null, events: [{ at: 20_000, lose: 30_000 }] }, 0.2);
    expect(radio.info.notices.join()).toContain('no time stamps');
    expect(Math.abs((end?.dropped ?? 0) - 30_000)).toBeLessThan(1500);
    expect(seen.filter(({ droppedBefore }) => droppedBefore > 0).length).toBe(1);
  });

  it('of a driver that was kept waiting are found again', async () => {
    // Fifty milliseconds pass within one step of the clock: the driver's queue is shorter.
    const { end, seen, device } = await receive(
      { queue: 5000 },
      0.2,
      async (time, { radio }) => {
        if (time === 0.02) await radio.configure({ settings: { level: 7 } });
      },
      0.05
    );
    expect(device.log).toContain('write device level 7');
    expect(end?.dropped).toBeGreaterThan(40_000);
    expect(seen.at(-1)!.sampleIndex + seen.at(-1)!.count).toBe(end!.delivered + end!.dropped);
  });

  it('are none when somebody sets the clock of the device', async () => {
    const zero = { now: 5_000_000_000_000n };
    const options = {
      get stampZero() {
        return zero.now;
      }
    };
    const { end, seen } = await receive(options, 0.2, (time) => {
      if (time === 0.05) zero.now = 900_000_000_000_000n;
      if (time === 0.1) zero.now = 1_000_000_000_000n;
    });
    expect(end?.dropped).toBe(0);
    const last = seen.at(-1)!;
    expect(last.time).toBeGreaterThan(1000.15);
    expect(last.time).toBeLessThan(1000.25);
  });

  it('are not made up of time stamps that jitter', async () => {
    let at = 0;
    const options = {
      get stampZero() {
        return BigInt((at++ % 3) * 300_000);
      }
    };
    const { end } = await receive(options, 0.5);
    // A few, before the stamps give themselves away.
    expect(end?.dropped).toBeLessThan(3000);
  });
});

describe('a retuning', () => {
  it('begins at the sample that was received after it, by time stamps', async () => {
    const { seen } = await receive({}, 0.05, async (time, { radio }) => {
      if (time === 0.02) await radio.configure({ center: hz(500e6) });
    });
    const first = seen.find(({ center }) => center === 500e6);
    expect(first?.sampleIndex).toBe(21_000);
    expect(seen.filter(({ sampleIndex }) => sampleIndex < 21_000).every(({ center }) => center === 100e6)).toBe(true);
  });

  it('of the rate stops the stream and begins it again', async () => {
    const { device, seen, end } = await receive({}, 0.05, async (time, { radio }) => {
      if (time === 0.02) await radio.configure({ rate: sampleRate(2e6) });
    });
    expect(device.log).toEqual([
      'setup CS8',
      'activate',
      'deactivate',
      'rate 2000000',
      'activate',
      'deactivate',
      'close'
    ]);
    expect(end?.dropped).toBe(0);
    expect(seen.at(-1)?.rate).toBe(2e6);
  });
});

describe('a stream of SoapySDR that breaks', () => {
  it('says so in words', async () => {
    const thrown = await receive({ events: [{ at: 2000, result: -1, failure: 'USB gone' }] }, 0.1);
    expect(thrown.error).toMatchObject({ code: 'soapy.stream' });
    expect(thrown.error?.message).toContain('USB gone');
    expect(thrown.device.log.slice(-2)).toEqual(['deactivate', 'close']);
    for (const result of [-2, -5, -99, 5_000_000]) {
      const { error } = await receive({ events: [{ at: 2000, result }] }, 0.1);
      expect(error, String(result)).toMatchObject({ code: 'soapy.stream' });
    }
  });

  it('goes on after corrupt data, and not after nothing else', async () => {
    const one = await receive({ events: [{ at: 2000, result: -3 }] }, 0.1);
    expect(one.end?.reason).toBe('aborted');
    const many = await receive({ events: Array.from({ length: 200 }, () => ({ at: 2000, result: -3 })) }, 0.1);
    expect(many.error).toMatchObject({ code: 'soapy.stream' });
  });

  it('is silent after five seconds without samples', async () => {
    const { error, clock, radio } = await receive({ events: [{ at: 20_000, lose: 1e12 }] }, 8);
    expect(error).toMatchObject({ code: 'radio.silent' });
    expect(clock.now() - 1000).toBeLessThan(5.2);
    await radio.close();
  });

  it('ends when the driver ends its burst and begins no other', async () => {
    const events = [
      { at: 20_000, flags: 2 },
      { at: 21_000, lose: 1e12 }
    ];
    const { end } = await receive({ events }, 8);
    expect(end).toEqual({ reason: 'end', delivered: 21_000, dropped: 0 });
  });
});

describe('SoapyRadio', () => {
  it('closes the device', async () => {
    const { radio, device } = openFakeSoapy({ clock: new VirtualClock() });
    await radio.close();
    expect(device.closed).toBe(true);
    await expect(radio.configure({ gain: 3 })).rejects.toMatchObject({ code: 'radio.closed' });
    await expect(radio.sensors()).rejects.toMatchObject({ code: 'radio.closed' });
  });

  it('reads sensors, and says of one that does not answer why', async () => {
    const { radio } = openFakeSoapy({ clock: new VirtualClock() });
    expect(await radio.sensors()).toEqual([
      { key: 'temp', scope: 'device', name: 'Temperature', unit: '°C', value: '41.5' },
      {
        key: 'broken',
        scope: 'device',
        name: 'broken',
        unit: '',
        value: expect.stringContaining('no answer') as string
      }
    ]);
  });
});
