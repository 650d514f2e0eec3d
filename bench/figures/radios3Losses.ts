import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure, FigureResult } from '../figure.ts';
import { UsbEmulator, type EmulatedStream } from '../usbEmulator.ts';
import { fileBytes, placeFile, type UsbRun } from '../usbReader.ts';

type Stall = 'thread blocked' | 'process stopped' | 'sink hangs';

/** The counter comes round every 128 samples: time tells which round it is, at 250 kS/s with half a millisecond to spare. */
const devices = [
  { name: 'RTL-SDR, test mode', model: 'rtl', spec: 'usb:rtlsdr,test-mode=on', rate: 250e3, counts: true },
  { name: 'RTL-SDR', model: 'rtl', spec: 'usb:rtlsdr', rate: 2.4e6, counts: false },
  { name: 'HackRF', model: 'hackrf', spec: 'usb:hackrf', rate: 20e6, counts: false }
] as const;
const stalls: readonly { stall: Stall; ms: number }[] = [
  { stall: 'thread blocked', ms: 200 },
  { stall: 'process stopped', ms: 200 },
  { stall: 'sink hangs', ms: 200 },
  { stall: 'thread blocked', ms: 700 },
  { stall: 'process stopped', ms: 700 },
  { stall: 'sink hangs', ms: 900 }
];
/** When it happens, ms after the first samples. */
const at = 1500;
/** A device that sends no count of its samples leaves only time to go by: how exactly the length of a gap is told, s. */
const timing = 1e-3;

export const radios3Losses: Figure = {
  id: 'radios.3',
  what: 'Reader stopped for 200 ms and for longer over the lab’s emulator: our count of lost samples against the emulator’s, and our index of every block against the place that its own bytes name',
  required:
    'stopped for 200 ms, sink slow, or test mode: equal to the sample; stopped for longer than is queued: within 1 ms of samples',
  ci: false,
  needsShared: true,
  measure
};

async function measure(): Promise<FigureResult> {
  const emulator = UsbEmulator.build();
  if (typeof emulator === 'string') return { measured: `not measured: ${emulator}`, pass: false };
  try {
    const file = join(emulator.folder, 'places.bin');
    writeFileSync(file, placeFile(fileBytes));
    const rows: Row[] = [];
    for (const device of devices)
      for (const { stall, ms } of stalls) {
        const run: UsbRun = {
          spec: device.spec,
          center: 100e6,
          rate: device.rate,
          seconds: 4,
          ...(stall === 'thread blocked' ? { blocks: [{ at, ms }] } : {}),
          ...(stall === 'sink hangs' ? { hangs: [{ at, ms }] } : {})
        };
        const stops = stall === 'process stopped' ? [{ at, ms }] : [];
        rows.push(judge(device, stall, ms, await emulator.run(device.model, file, run, stops)));
      }
    const wrong = rows.filter(({ good }) => !good).length;
    const short = rows.filter((row) => row.exact);
    const equal = short.filter(({ error }) => error === 0).length;
    const worst = Math.max(...rows.filter((row) => !row.exact).map(({ error, rate }) => error / rate));
    return {
      measured:
        `${equal} of ${short.length} cases that have to be exact equal to the sample; ` +
        `the ${rows.length - short.length} others within ${(1e6 * worst).toFixed(0)} µs of samples`,
      pass: wrong === 0,
      details: rows.map(({ text }) => text)
    };
  } finally {
    emulator.close();
  }
}

interface Row {
  readonly text: string;
  /** Samples by which we are wrong, in number or in place. */
  readonly error: number;
  readonly rate: number;
  /** Has to be right to the sample. */
  readonly exact: boolean;
  readonly good: boolean;
}

/**
 * What the device lost the emulator counts. What our own queue dropped for a slow sink it has sent, so its count must be 0 then, and the blocks
 * after it show whether we counted right: by their own bytes, which name their place (modulo 32 MiB), or by the counter of the test mode (modulo
 * 128 samples).
 */
function judge(device: (typeof devices)[number], stall: Stall, ms: number, { result, dropped }: EmulatedStream): Row {
  const lost = dropped / 2;
  const ownQueue = stall === 'sink hangs';
  const counted = Math.abs((ownQueue ? 0 : result.dropped) - lost);
  const placed = device.counts ? (result.unfit === 0 ? 0 : Infinity) : (result.misplaced ?? Infinity);
  const error = Math.max(counted, placed);
  const exact = device.counts || ownQueue || ms === stalls[0].ms;
  const { name, rate } = device;
  const where = device.counts
    ? `${result.unfit} blocks whose counter does not fit their index`
    : `blocks at most ${result.misplaced} samples out of place`;
  const ours = ownQueue ? `dropped ${result.dropped} before the slow sink` : `count ${result.dropped} lost`;
  const text = `${name}, ${stall} for ${ms} ms: we ${ours}, the device lost ${lost}; ${where}`;
  return { text, error, rate, exact, good: error <= (exact ? 0 : timing * rate) };
}
