import { describe, expect, it } from 'vitest';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { findSerialRate, serialRates } from '#lib/time/findSerialRate.ts';
import { sentence } from './nmeaLog.ts';
import { ScriptedLink } from './scriptedLink.ts';

const rmc = sentence('GPRMC,120000.00,A,4807.0,N,01131.0,E,0.0,,230326,,,A');

/** A receiver that speaks every second at one rate, and at all others gives noise. */
function receiver(rate: number | null, noise: Uint8Array | null = Uint8Array.of(0xf8, 0x24, 0x80, 0x0a)) {
  const clock = new VirtualClock(1.8e9);
  const opened: number[] = [];
  const links: ScriptedLink[] = [];
  const control = new AbortController();
  const port = {
    name: 'Serial port',
    open(at: number) {
      opened.push(at);
      const link = new ScriptedLink(clock);
      links.push(link);
      void (async () => {
        while (!link.closed && !control.signal.aborted) {
          await clock.until(clock.now() + 1);
          if (at === rate) link.say(rmc);
          else if (noise !== null) link.say(noise);
        }
      })();
      return Promise.resolve(link);
    }
  };
  const found = findSerialRate(port, { rates: serialRates, clock, signal: control.signal });
  found.catch(() => undefined);
  return { clock, opened, links, control, found };
}

describe('findSerialRate', () => {
  it.each(serialRates)('finds %i Bd', async (rate) => {
    const { clock, opened, links, found } = receiver(rate);
    await clock.advance(20);
    expect((await found).rate).toBe(rate);
    expect(opened).toEqual(serialRates.slice(0, serialRates.indexOf(rate) + 1));
    expect(links.map(({ closed }) => closed)).toEqual(opened.map((at) => at !== rate));
  });

  it('tells noise from silence', async () => {
    const noisy = receiver(null);
    await noisy.clock.advance(20);
    await expect(noisy.found).rejects.toMatchObject({ code: 'gps.no-nmea' });
    const silent = receiver(null, null);
    await silent.clock.advance(20);
    await expect(silent.found).rejects.toMatchObject({ code: 'gps.silent' });
    expect(silent.links.every(({ closed }) => closed)).toBe(true);
  });

  it('ends with a port that goes away, and with the signal', async () => {
    const gone = receiver(null, null);
    await gone.clock.advance(0.5);
    gone.links[0].hangUp();
    await gone.clock.advance(0.5);
    await expect(gone.found).rejects.toMatchObject({ code: 'gps.lost' });
    const stopped = receiver(null, null);
    await stopped.clock.advance(0.5);
    stopped.control.abort(new Error('enough'));
    await stopped.clock.advance(0.5);
    await expect(stopped.found).rejects.toThrow('enough');
    expect(stopped.links[0].closed).toBe(true);
  });
});
