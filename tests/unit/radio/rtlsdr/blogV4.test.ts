import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hz, sampleRate } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { RtlSdrRadio } from '#lib/radio/rtlsdr/rtlSdrRadio.ts';
import { EmulatedR82xx } from '#tests/lab/emulated/emulatedR82xx.ts';
import { EmulatedRtlSdr } from '#tests/lab/emulated/emulatedRtlSdr.ts';

interface Row {
  readonly board: 'blog-v4' | 'blog-v4l';
  readonly hz: number;
  readonly rate: number;
  readonly registers?: Readonly<Record<string, readonly [value: string, mask: string]>>;
  readonly shift?: number;
  readonly pin5?: boolean;
  readonly source: string;
}

const { sources, rows } = JSON.parse(
  readFileSync(new URL('../../../vectors/blogV4/registers.json', import.meta.url), 'utf8')
) as { sources: Record<string, string>; rows: Row[] };

async function open(board: Row['board']) {
  // The V4L's tuner answers where an R820T does.
  const tuner = new EmulatedR82xx({ chip: board === 'blog-v4' ? 'R828D' : 'R820T' });
  const product = board === 'blog-v4' ? 'Blog V4' : 'Blog V4L';
  const device = new EmulatedRtlSdr({ clock: null, tuner, maker: 'RTLSDRBlog', product });
  return { tuner, device, radio: await RtlSdrRadio.open(device, new VirtualClock()) };
}

describe.each(['blog-v4', 'blog-v4l'] as const)('%s', (board) => {
  const own = rows.filter((row) => row.board === board);

  it.each(own)('sets the registers of the table at $hz Hz ($source)', async (row) => {
    expect(sources[row.source]).toBeDefined();
    const { tuner, device, radio } = await open(board);
    const state = await radio.configure({ center: hz(row.hz), rate: sampleRate(row.rate) });
    for (const [register, [value, mask]] of Object.entries(row.registers ?? {})) {
      const bits = tuner.registers[parseInt(register, 16)] & parseInt(mask, 16);
      expect(bits.toString(16), `register ${register}`).toBe((parseInt(value, 16) & parseInt(mask, 16)).toString(16));
    }
    if (row.pin5 !== undefined) expect(device.pins[5]).toBe(row.pin5);
    if (row.shift !== undefined) {
      const shifted = tuner.oscillator - device.intermediate - row.hz;
      expect(Math.abs(shifted - row.shift)).toBeLessThan(1000);
    }
    expect(Math.abs(state.center - row.hz)).toBeLessThan(1000);
  });

  it('goes from HF to VHF and back', async () => {
    const { tuner, device, radio } = await open(board);
    const seen: string[] = [];
    for (const center of [7.1e6, 100e6, 500e6, 7.1e6]) {
      await radio.configure({ center: hz(center) });
      const { registers } = tuner;
      seen.push(
        [0x05, 0x06, 0x17, 0x1a, 0x1b].map((at) => registers[at].toString(16)).join(' ') + ` ${device.pins[5]}`
      );
    }
    expect(seen[3]).toBe(seen[0]);
    expect(new Set(seen).size).toBe(3);
  });

  it('says what it is and offers no direct sampling', async () => {
    const { radio } = await open(board);
    expect(radio.info.model).toBe(board === 'blog-v4' ? 'RTL-SDR Blog V4, R828D' : 'RTL-SDR Blog V4L, R828S');
    expect(radio.info.clock).toEqual({ source: 'crystal', ppm: 1 });
    expect(radio.info.centers).toEqual([{ min: 500e3, max: 1766e6 }]);
    expect(radio.info.settings.map(({ key }) => key)).toEqual(['agc', 'bias-tee', 'bandwidth', 'test-mode']);
  });

  it('shifts by the crystal as corrected', async () => {
    const { tuner, device, radio } = await open(board);
    await radio.configure({ center: hz(10e6), ppm: 100 });
    // The emulated crystal is exact, so a correction of 100 ppm moves everything that hangs on it down by as much.
    const shifted = tuner.oscillator - device.intermediate;
    expect(Math.abs(shifted - (10e6 + 28.8e6 * (1 + 100e-6)) * (1 - 100e-6))).toBeLessThan(300);
  });
});

describe('an R828D that is no Blog V4', () => {
  it('runs from 16 MHz, with one input for cable and one for the antenna', async () => {
    const tuner = new EmulatedR82xx({ chip: 'R828D', crystal: 16e6 });
    const device = new EmulatedRtlSdr({ clock: null, tuner });
    const radio = await RtlSdrRadio.open(device, new VirtualClock());
    for (const [center, input] of [
      [100e6, 0x60],
      [345e6, 0x60],
      [346e6, 0x00],
      [868.3e6, 0x00]
    ]) {
      await radio.configure({ center: hz(center) });
      expect(Math.abs(device.center - center)).toBeLessThan(1000);
      expect(tuner.registers[0x05] & 0x60).toBe(input);
    }
  });
});
