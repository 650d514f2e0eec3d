import { hz, sampleRate } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { RtlSdrRadio } from '#lib/radio/rtlsdr/rtlSdrRadio.ts';
import { radioContract } from '#tests/contracts/radioContract.ts';
import { EmulatedRtlSdr, rtlSdrModels } from '#tests/lab/emulated/emulatedRtlSdr.ts';

for (const model of Object.keys(rtlSdrModels) as (keyof typeof rtlSdrModels)[]) {
  radioContract(`RTL-SDR ${model}`, async () => {
    const clock = new VirtualClock(1000);
    const radio = await RtlSdrRadio.open(new EmulatedRtlSdr({ clock, model }), clock);
    return { radio, clock, retune: { rate: sampleRate(2.4e6) }, stallSeconds: 1.2 };
  });
}
void hz;
