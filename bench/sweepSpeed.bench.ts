import { cpuUsage } from 'node:process';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { SampleRing } from '#lib/base/sampleRing.ts';
import { HackRfSweepBlocks, blockSamples } from '#lib/radio/hackrf/hackRfSweepBlocks.ts';
import { blockBytes, hackRfSweepPlan, sweepRate, sweepUsable } from '#lib/radio/hackrf/hackRfSweepPlan.ts';
import { SweepPipeline } from '#lib/spectrum/sweepPipeline.ts';
import { SignalSource } from '#tests/lab/emulated/signalSource.ts';
import { HackRfSweep } from '#tests/lab/emulated/hackRfSweep.ts';

// How much of one core a HackRF's sweep takes at 20 MS/s of samples without a pause (a real one pauses to tune): `node bench/sweepSpeed.bench.ts`.
// From transfers to rows, through the ring between threads. CPU time, so that other work on the machine does not count.

const seconds = 8;

function run(low: number, high: number, fft: number): void {
  const plan = hackRfSweepPlan({ min: low, max: high }, 0);
  const sweep = HackRfSweep.parse(blockBytes, new DataView(plan.request.buffer));
  if (sweep === null) throw new Error('The firmware refuses the plan');
  const transferBlocks = 16;
  // Whole rounds in whole transfers, so that it can be sent again and again.
  let rounds = 1;
  while ((rounds * sweep.steps) % transferBlocks !== 0) rounds += 1;
  const made = new Uint8Array(rounds * sweep.steps * blockBytes);
  sweep.fill(made, 0, sweepRate, new SignalSource([{ frequency: 100.1e6, amplitude: 0.4 }]));
  const clock = new VirtualClock(1000);
  const ring = SampleRing.create(sweepRate, 2);
  const blocks = new HackRfSweepBlocks();
  let rows = 0;
  const pipeline = new SweepPipeline(
    { format: 'cs8', rate: sweepRate, sweep: { low, high, usable: sweepUsable, visit: blockSamples } },
    { fft, window: 'hann', overlap: 0.5 },
    () => rows++
  );
  let index = 0;
  let place = { center: 0, time: 0 };
  const transfer = (data: Uint8Array) => {
    const emit = (samples: Uint8Array, frequency: number) => {
      const time = clock.now() + index / sweepRate;
      const lost = ring.deliver({
        data: samples,
        sampleIndex: index,
        droppedBefore: 0,
        time,
        center: frequency + plan.offset,
        rate: sweepRate
      });
      if (lost > 0) throw new Error('The ring is full');
      index += blockSamples;
    };
    const lose = () => {
      throw new Error('Blocks are missing');
    };
    blocks.read(data, { plan, at: clock.now() + index / sweepRate, broken: false, emit, lose });
    for (let span = ring.peek(4e5); span !== null; span = ring.peek(4e5)) {
      if (span.mark !== null) place = { center: span.mark.center, time: span.mark.time };
      pipeline.push(span.data, span.sampleIndex, place);
      place = { center: place.center, time: place.time + span.samples / sweepRate };
      ring.advance(span.samples);
    }
  };
  const size = transferBlocks * blockBytes;
  let at = 0;
  const work = (samples: number) => {
    for (let done = 0; done < samples; done += size / 2, at = (at + size) % made.length)
      transfer(made.subarray(at, at + size));
  };
  work(sweepRate / 2);
  const before = cpuUsage();
  work(seconds * sweepRate);
  const { user, system } = cpuUsage(before);
  const share = (user + system) / 1e6 / seconds;
  console.log(
    `${low / 1e6} to ${high / 1e6} MHz, transform ${fft}: ${(100 * share).toFixed(1)} % of a core, ${pipeline.bins} bins, ` +
      `${rows} rows, ${pipeline.received - pipeline.transformed} of ${pipeline.received} samples not transformed`
  );
}

run(0, 6e9, 256);
run(0, 6e9, 1024);
run(0, 6e9, 4096);
run(88e6, 108e6, 4096);
run(2.4e9, 2.5e9, 1024);
