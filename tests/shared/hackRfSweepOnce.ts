import { hostClock } from '#lib/platform/web/hostClock.ts';
import { listUsbDevices } from '#lib/platform/node/usb/nodeUsb.ts';
import { hackRfKind } from '#lib/radio/hackrf/hackRfKind.ts';
import { openSweep } from '#lib/radio/sweep/openSweep.ts';
import { SweepPipeline } from '#lib/spectrum/sweepPipeline.ts';

// One row of a HackRF's sweep as JSON: `node tests/shared/hackRfSweepOnce.ts LOW HIGH FFT` (Hz). Run with the emulated libusb preloaded.

const [low, high, fft] = process.argv.slice(2).map(Number);
const [device] = await listUsbDevices(hackRfKind.ids);
const radio = await openSweep(await hackRfKind.open(device, hostClock), { band: { min: low, max: high } });
const { sweep } = radio.info;
if (sweep === undefined) throw new Error('It does not sweep');
const stop = new AbortController();
const pipeline = new SweepPipeline(
  { format: radio.info.format, rate: radio.state.rate, sweep },
  { fft, window: 'hann', overlap: 0.5 },
  ({ mean, visited, segments }) => {
    if (stop.signal.aborted) return;
    stop.abort();
    const { binHz, firstHz } = pipeline;
    console.log(JSON.stringify({ binHz, firstHz, visited, segments, mean: [...mean] }));
  }
);
await radio.stream(
  ({ data, sampleIndex, center, time }) => pipeline.push(data, sampleIndex, { center, time }),
  stop.signal
);
await radio.close();
