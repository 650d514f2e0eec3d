import type { SampleFormat } from '#lib/base/sampleFormat.ts';
import block from '#shaders/block.wgsl?raw';
import butterflies from '#shaders/butterflies.wgsl?raw';
import cfar from '#shaders/cfar.wgsl?raw';
import parts from '#shaders/parts.wgsl?raw';
import pass from '#shaders/pass.wgsl?raw';
import pointsIn from '#shaders/pointsIn.wgsl?raw';
import pointsOut from '#shaders/pointsOut.wgsl?raw';
import powerOut from '#shaders/powerOut.wgsl?raw';
import rows from '#shaders/rows.wgsl?raw';
import samples from '#shaders/samples.wgsl?raw';
import split from '#shaders/split.wgsl?raw';

/** The sample formats in the order of `kind` in samples.wgsl. */
export const sampleKinds: readonly SampleFormat[] = ['cu8', 'cs8', 'cs16', 'cf32', 'u8', 's8', 's16', 'f32'];

/** The numbers of the bindings, the same in every shader. */
export const bindings = {
  words: 0,
  plan: 1,
  window: 2,
  twiddles: 3,
  pointsIn: 4,
  pointsOut: 5,
  power: 6,
  parts: 7,
  rows: 8,
  masks: 9
} as const;
export type Binding = keyof typeof bindings;

/** What a stage of the transform reads, and what it leaves. */
const sources = {
  samples: { text: samples, uses: ['words', 'plan', 'window'] },
  points: { text: pointsIn, uses: ['plan', 'pointsIn'] }
} as const;
const sinks = {
  points: { text: pointsOut, uses: ['pointsOut'] },
  power: { text: powerOut, uses: ['power'] }
} as const;
const bodies = { pass, split, block } as const;

export interface ShaderText {
  readonly text: string;
  readonly uses: readonly Binding[];
}

/** A stage of the transform: WGSL has no includes, so its parts are put together here. */
export function transformShader(
  body: keyof typeof bodies,
  from: keyof typeof sources,
  to: keyof typeof sinks
): ShaderText {
  return {
    text: [sources[from].text, sinks[to].text, butterflies, bodies[body]].join('\n'),
    uses: [...sources[from].uses, ...sinks[to].uses, 'twiddles']
  };
}

export const partsShader: ShaderText = { text: parts, uses: ['plan', 'power', 'parts'] };
export const rowsShader: ShaderText = { text: rows, uses: ['plan', 'parts', 'rows'] };
export const cfarShader: ShaderText = { text: cfar, uses: ['plan', 'rows', 'masks'] };
