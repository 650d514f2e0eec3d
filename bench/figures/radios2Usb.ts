import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure, FigureResult } from '../figure.ts';
import { UsbEmulator } from '../usbEmulator.ts';
import { fileBytes, placeFile, type UsbRun } from '../usbReader.ts';

const seconds = 60;
const cases: readonly { name: string; device: string; run: UsbRun; limit: number }[] = [
  {
    name: 'R820T 3.2 MS/s',
    device: 'rtl',
    run: { spec: 'usb:rtlsdr', center: 100e6, rate: 3.2e6, seconds },
    limit: 0.1
  },
  {
    name: 'Blog V4 2.4 MS/s',
    device: 'blogv4',
    run: { spec: 'usb:rtlsdr', center: 100e6, rate: 2.4e6, seconds },
    limit: 0.1
  },
  {
    name: 'HackRF 20 MS/s',
    device: 'hackrf',
    run: { spec: 'usb:hackrf', center: 100e6, rate: 20e6, seconds },
    limit: 0.2
  }
];

export const radios2Usb: Figure = {
  id: 'radios.2',
  what: `Our drivers on usb 2.18 over the lab's emulator, ${seconds} s each: samples lost, processor time`,
  required: '0 lost; at most 10 % of a core for an RTL-SDR, 20 % for a HackRF',
  ci: false,
  needsShared: true,
  measure
};

/**
 * Processor time is that of the whole process: our driver, V8's helpers, libusb's thread; and the emulator, which lives in that thread and copies its
 * samples from a file. So it is a little more than the transport's own.
 */
async function measure(): Promise<FigureResult> {
  const emulator = UsbEmulator.build();
  if (typeof emulator === 'string') return { measured: `not measured: ${emulator}`, pass: false };
  try {
    const file = join(emulator.folder, 'places.bin');
    writeFileSync(file, placeFile(fileBytes));
    const details: string[] = [];
    const words: string[] = [];
    let pass = true;
    for (const { name, device, run, limit } of cases) {
      const { result, dropped } = await emulator.run(device, file, run);
      const share = result.cpu / result.seconds;
      const rate = result.delivered / run.seconds;
      pass &&=
        result.dropped === 0 && dropped === 0 && result.misplaced === 0 && share <= limit && rate > run.rate * 0.98;
      words.push(`${name}: ${Math.max(result.dropped, dropped / 2)} lost, ${(100 * share).toFixed(1)} %`);
      const threads = Object.entries(result.threads)
        .filter(([, cpu]) => cpu > 0)
        .map(([thread, cpu]) => `${thread} ${((100 * cpu) / result.seconds).toFixed(1)} %`);
      details.push(
        `${name}: ${result.delivered} samples, ours says ${result.dropped} lost, the emulator ${dropped / 2}; ` +
          `every block in its place: ${result.misplaced === 0}; ${threads.join(', ')}`
      );
    }
    return { measured: words.join('; '), pass, details };
  } finally {
    emulator.close();
  }
}
