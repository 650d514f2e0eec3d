import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { OptionValues } from './command.ts';
import { choiceOption } from './options.ts';

export const engineOption = { engine: { type: 'string' } } as const;

/**
 * Node computes with the WASM engine; WebGPU is the page's.
 * @throws WavepoolError `option.bad-value`, `host.missing`
 */
export function checkEngine(values: OptionValues): void {
  if (choiceOption(values, 'engine', ['wasm', 'webgpu']) !== 'webgpu') return;
  throw new WavepoolError('host.missing', {
    what: 'The WebGPU engine',
    why: 'Node.js has no WebGPU',
    hint: 'Leave --engine out, or say --engine wasm: the same results on the processor.'
  });
}
