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
/** A device that sends no count of its samples leaves only its time to go by: the host's least delay, s. */
const timing = 1e-3;

export const radios3Losses: Figure = {
  id: 'radios.3',
  what: 'Reader stopped for 200 ms and more over the lab’s emulator: what we count as lost against the emulator’s own count',
  required:
    'equal to the sample where nothing was lost, where the sink was slow and where the device counts (test mode); within 1 ms of samples elsewhere',
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
    const exact = rows.filter(({ error }) => error === 0).length;
    const worst = Math.max(...rows.map(({ error, rate }) => error / rate));
    return {
      measured: `${exact} of ${rows.length} cases equal to the sample, the others within ${(1e6 * worst).toFixed(0)} µs; ${wrong} not as required`,
      pass: wrong === 0,
      details: rows.map(({ text }) => text)
    };
  } finally {
    emulator.close();
  }
}

interface Row {
  readonly text: string;
  /** Samples by which we are wrong. */
  readonly error: number;
  readonly rate: number;
  readonly good: boolean;
}

function judge(device: (typeof devices)[number], stall: Stall, ms: number, { result, dropped }: EmulatedStream): Row {
  const lost = dropped / 2;
  // What our own queue dropped the emulator has sent: that its bytes stand where our indices say shows that it was counted right.
  const ownQueue = stall === 'sink hangs';
  const counted = ownQueue ? lost : result.dropped;
  const error = Math.max(Math.abs(counted - lost), device.counts ? 0 : (result.misplaced ?? Infinity));
  const exact = device.counts || ownQueue || lost === 0;
  const { name, rate } = device;
  const where = result.misplaced === null ? '' : `, blocks at most ${result.misplaced} samples out of place`;
  const text = `${name}, ${stall} for ${ms} ms: ours ${result.dropped} lost, the emulator ${lost}${where}`;
  return { text, error, rate, good: error <= (exact ? 0 : timing * rate) };
}
