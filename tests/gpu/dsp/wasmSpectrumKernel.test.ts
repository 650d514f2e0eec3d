import { describe, expect, it } from 'vitest';
import { WasmSpectrumKernel } from '#lib/dsp/wasmSpectrumKernel.ts';
import { plainSimdBits, spectrumBits } from '../../contracts/spectrumBits.ts';

describe('WasmSpectrumKernel in the browser', () => {
  it('gives the bits that it gives in Node', async () => {
    expect(await spectrumBits((options) => new WasmSpectrumKernel(options))).toBe(plainSimdBits);
  });
});
