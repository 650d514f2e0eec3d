import { hz, sampleRate } from '#lib/base/units.ts';
import type { VirtualClock } from '#lib/base/virtualClock.ts';
import type { SampleBlock, SampleSink, StreamEnd } from '#lib/radio/radio.ts';
import type { UsbControlSetup, UsbDevice } from '#lib/radio/usb/usbDevice.ts';
import { UsbSampleStream, type UsbSampleStreamOptions, type UsbStreamRun } from '#lib/radio/usb/usbSampleStream.ts';
import { EmulatedRtlSdr } from '#tests/lab/emulated/emulatedRtlSdr.ts';

export type Kept = Omit<SampleBlock, 'data'> & { readonly data: Uint8Array };

export interface StreamBench {
  readonly clock: VirtualClock;
  readonly device: EmulatedRtlSdr;
  readonly stream: UsbSampleStream;
  /** What the sink got. */
  readonly seen: Kept[];
  /** Streams until `stop`; the clock has to be moved. */
  start(more?: Partial<UsbStreamRun>, sink?: SampleSink): void;
  stop(): void;
  /** Moves the clock until the stream is over. */
  ended(): Promise<StreamEnd>;
}

export const tuning = { center: hz(100e6), rate: sampleRate(2_048_000) };

/** An emulated dongle in test mode (2.048 MS/s, a byte counter in place of samples) and a stream from it. */
export async function streamBench(
  clock: VirtualClock,
  options: Partial<UsbSampleStreamOptions> = {},
  host: (device: UsbDevice) => UsbDevice = (device) => device
): Promise<StreamBench> {
  const device = new EmulatedRtlSdr({ clock });
  await device.open();
  await device.claimInterface(0);
  await write(device, 0x1900, 0x10, 0x03);
  const stream = new UsbSampleStream({
    device: host(device),
    endpoint: 1,
    format: 'cu8',
    radio: 'Emulated',
    clock,
    ...options
  });
  const seen: Kept[] = [];
  let [abort, running] = [new AbortController(), Promise.resolve({} as StreamEnd)];
  return {
    clock,
    device,
    stream,
    seen,
    start(more = {}, sink) {
      abort = new AbortController();
      running = stream.run({
        tuning,
        prepare: () => emptyFifo(device),
        sink: (block) => {
          seen.push({ ...block, data: block.data });
          return sink?.(block);
        },
        signal: abort.signal,
        ...more
      });
      running.catch(() => undefined);
    },
    stop: () => abort.abort(),
    async ended() {
      let over = false;
      const settled = running.finally(() => (over = true));
      settled.catch(() => undefined);
      for (let steps = 0; !over; steps++) {
        if (steps === 3000) throw new Error('The stream did not end within 30 s of its clock');
        await clock.advance(0.01);
      }
      return settled;
    }
  };
}

/** Empties the dongle's FIFO and starts its endpoint; the counter begins at 0. */
export async function emptyFifo(device: UsbDevice): Promise<void> {
  await write(device, 0x2148, 0x110, 0x10, 0x02);
  await write(device, 0x2148, 0x110, 0x00, 0x00);
}

export async function write(device: UsbDevice, value: number, index: number, ...bytes: number[]): Promise<void> {
  const setup: UsbControlSetup = { requestType: 'vendor', recipient: 'device', request: 0, value, index };
  await device.controlTransferOut(setup, Uint8Array.from(bytes));
}

/** The counter of the test mode at the first byte of a block. */
export const firstByte = (data: Uint8Array): number => data[0];

/**
 * Samples missing between and in blocks, by the counter of the test mode and by `droppedBefore`; they agree where every loss is known. The
 * counter tells a loss modulo 128 samples.
 */
export function lossOf(seen: readonly Kept[]): { counted: number; told: number; agree: boolean } {
  let [counted, told, agree] = [0, 0, true];
  let at = 0;
  for (const { data, droppedBefore } of seen) {
    const missing = ((data[0] - at) & 255) / 2;
    counted += missing;
    told += droppedBefore;
    agree &&= missing === droppedBefore % 128;
    for (let i = 1; i < data.length; i++) if (data[i] !== ((data[0] + i) & 255)) agree = false;
    at = (data[0] + data.length) & 255;
  }
  return { counted, told, agree };
}
