import type { SampleFormat } from '#lib/base/sampleFormat.ts';
import { sampleKinds, transformShader, type Binding, type ShaderText } from './spectrumShaders.ts';

/**
 * How the passes of a transform exchange their points: through workgroup memory, what GPUs are built for; or through main memory, for adapters
 * that run on the processor, where workgroup memory is no faster and has to be cleared for each workgroup.
 */
export type GpuForm = 'workgroup' | 'global';
export const gpuForms: readonly GpuForm[] = ['workgroup', 'global'];

/** What a batch has of everything. */
export interface BatchCounts {
  readonly segments: number;
  readonly parts: number;
  readonly pieces: number;
}

/** One dispatch. */
export interface Stage {
  readonly name: string;
  readonly shader: ShaderText;
  readonly constants: Readonly<Record<string, number>>;
  /** Workgroups for a batch; rounded up by whoever dispatches. */
  readonly workgroups: (counts: BatchCounts) => number;
  /** Which of the two work buffers plays which part. */
  readonly work: Partial<Record<Extract<Binding, 'pointsIn' | 'pointsOut'>, 0 | 1>>;
}

/** The stages from samples to powers, and the blocks in which the powers lie (see rows.wgsl). */
export interface TransformPlan {
  readonly stages: readonly Stage[];
  readonly blocks: number;
}

/** Points that block.wgsl holds in workgroup memory: no more than there is everywhere, and no fewer than keep a GPU's lanes busy. */
const mostGroupPoints = 4096;
const leastGroupPoints = 1024;
/** Points that one invocation holds in registers. */
const registerPoints = 16;
/** Invocations of a workgroup of every shader but block.wgsl. */
export const groupSize = 64;

/**
 * Radices whose product is `size`, a power of two from 256: sixteens, after one 4, one 8 or both. Each invocation has 16 points, whatever the radix.
 */
export function radices(size: number): number[] {
  const first = [[], [4, 8], [4], [8]][Math.log2(size) % 4];
  const rest = Math.log2(size / first.reduce((product, radix) => product * radix, 1)) / 4;
  return [...first, ...new Array<number>(rest).fill(16)];
}

export function transformPlan(fft: number, format: SampleFormat, form: GpuForm): TransformPlan {
  const kind = sampleKinds.indexOf(format);
  return form === 'global' ? globalPlan(fft, kind) : workgroupPlan(fft, kind);
}

function globalPlan(fft: number, kind: number): TransformPlan {
  const spread = ({ segments }: BatchCounts) => (segments * fft) / (groupSize * registerPoints);
  let span = 1;
  const passes = radices(fft);
  const stages = passes.map((radix, i): Stage => {
    const from = i === 0 ? 'samples' : 'points';
    const to = i === passes.length - 1 ? 'power' : 'points';
    const stage: Stage = {
      name: `pass ${i + 1}`,
      shader: transformShader('pass', from, to),
      constants: { fft, radix, span, outBlock: fft, ...(from === 'samples' ? { kind } : { inBlock: fft }) },
      workgroups: spread,
      work: {
        ...(from === 'points' ? { pointsIn: i % 2 === 0 ? 1 : 0 } : {}),
        ...(to === 'points' ? { pointsOut: i % 2 === 0 ? 0 : 1 } : {})
      }
    };
    span *= radix;
    return stage;
  });
  return { stages, blocks: 1 };
}

function workgroupPlan(fft: number, kind: number): TransformPlan {
  // 8192 points would be two blocks of 4096; there is no radix 2.
  const blocks = fft <= mostGroupPoints ? 1 : Math.max(4, fft / mostGroupPoints);
  const size = fft / blocks;
  const [radixA, radixB, radixC = 1] = radices(size);
  const groupPoints = Math.max(size, leastGroupPoints);
  const constants = { fft, size, groupPoints, blocks, radixA, radixB, radixC, outBlock: size };
  const workgroups = ({ segments }: BatchCounts) => (segments * fft) / groupPoints;
  if (blocks === 1) {
    const shader = transformShader('block', 'samples', 'power');
    return { stages: [{ name: 'block', shader, constants: { ...constants, kind }, workgroups, work: {} }], blocks };
  }
  return {
    stages: [
      {
        name: 'split',
        shader: transformShader('split', 'samples', 'points'),
        constants: { fft, radix: blocks, outBlock: fft, kind },
        workgroups: ({ segments }) => (segments * fft) / (groupSize * registerPoints),
        work: { pointsOut: 0 }
      },
      {
        name: 'block',
        shader: transformShader('block', 'points', 'power'),
        constants: { ...constants, inBlock: size },
        workgroups,
        work: { pointsIn: 0 }
      }
    ],
    blocks
  };
}
