import { blobByteSource } from '#lib/platform/any/blobByteSource.ts';
import { hostClock } from '#lib/platform/web/hostClock.ts';
import { hz, sampleRate } from '#lib/base/units.ts';
import type { Radio } from '#lib/radio/radio.ts';
import { ReplayRadio } from '#lib/radio/replayRadio.ts';
import { createDefaultWorld } from '#lib/radio/world/defaultWorld.ts';
import { openSimulator } from '#lib/radio/world/openSimulator.ts';
import { parseSimSpec } from '#lib/radio/world/parseSimSpec.ts';
import { openRecording } from '#lib/recording/openRecording.ts';
import type { SweepSpan, UsbRadioId } from '#lib/state/radioRequest.ts';
import type { SourceRequest } from '#lib/state/receiverEngine.ts';
import { openUsb, type RadioNews } from './openUsb.ts';

/** A radio, opened, with what the page says of it. */
export interface OpenedSource {
  readonly radio: Radio;
  readonly title: string;
  /** Hz, null when nobody knows. */
  readonly center: number | null;
  /** Seconds since 1970 of sample 0, null when nobody knows. */
  readonly startTime: number | null;
  /** What a person should know. */
  readonly notices: readonly string[];
  /** Which USB radio it is; null for everything else. */
  readonly device: UsbRadioId | null;
  /** What it can be made to sweep; null: it cannot sweep. */
  readonly reach: SweepSpan | null;
  /** Goes to a sample of a recording. */
  readonly seek?: (sample: number) => void;
}

/** A recording shorter than this is played slower, or it would be over before anybody has seen it. */
const leastSeconds = 1;

/** Opens what the page asks for. @param tell of what happens to a radio by itself @throws WavepoolError that says what to do */
export async function openSource(request: SourceRequest, tell: (news: RadioNews) => void): Promise<OpenedSource> {
  switch (request.kind) {
    case 'file':
      return openFile(request);
    case 'usb':
      return openUsb(request, tell);
    case 'sim':
      return openSim(request);
  }
}

async function openSim({ seed, center, rate }: SourceRequest & { kind: 'sim' }): Promise<OpenedSource> {
  const world = createDefaultWorld(seed);
  const start = Math.max(0, hostClock.now() - world.epoch);
  const radio = openSimulator({ ...parseSimSpec(`sim:seed=${seed}`), start }, hostClock, world);
  const state = await radio.configure({ center: hz(center), rate: sampleRate(rate) });
  return {
    radio,
    title: 'Simulator',
    center: state.center,
    startTime: world.epoch + start,
    notices: radio.info.notices,
    device: null,
    reach: null
  };
}

async function openFile(request: SourceRequest & { kind: 'file' }): Promise<OpenedSource> {
  const { format, rate, center } = request;
  const recording = await openRecording(
    request.files.map((file) => blobByteSource(file)),
    { format: format ?? undefined, rate: rate ?? undefined, center: center ?? undefined }
  );
  const seconds = recording.samples / recording.rate;
  const radio = new ReplayRadio({
    recording,
    clock: hostClock,
    paced: request.pace === 'real-time',
    speed: Math.max(0.001, Math.min(1, seconds / leastSeconds)),
    loop: request.loop
  });
  return {
    radio,
    title: recording.title,
    center: recording.center,
    startTime: recording.startTime,
    notices: radio.info.notices,
    device: null,
    reach: null,
    seek: (sample) => radio.seek(sample)
  };
}
