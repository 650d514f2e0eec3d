import { expect, test } from 'vitest';
import { isSoftwareRenderer, painters, startPainter } from '#lib/draw/painters.ts';

test('software renderers are told by their names', () => {
  for (const name of [
    'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
    'llvmpipe (LLVM 15.0.6, 256 bits)',
    'ANGLE (Microsoft, Microsoft Basic Render Driver (0x0000008C) Direct3D11 vs_5_0 ps_5_0, D3D11)',
    'softpipe'
  ])
    expect(isSoftwareRenderer(name), name).toBe(true);
  for (const name of [
    'ANGLE (Intel, Mesa Intel(R) UHD Graphics 620 (KBL GT2), OpenGL 4.6)',
    'ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 Direct3D11 vs_5_0 ps_5_0, D3D11)',
    'Apple M2',
    'Adreno (TM) 640'
  ])
    expect(isSoftwareRenderer(name), name).toBe(false);
});

test('the last of the list needs nothing', () => {
  expect(painters.at(-1)?.name).toBe('canvas2d');
  expect(new Set(painters.map((entry) => entry.name)).size).toBe(painters.length);
});

test('a host without WebGL2 falls through to the end of the list', () => {
  // Node has neither OffscreenCanvas nor ImageData: the first painter must say no, the last is only asked then.
  expect(painters[0].start(true)).toBeNull();
  expect(() => startPainter('auto')).toThrow(/ImageData/);
});
