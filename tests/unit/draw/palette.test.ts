import { expect, test } from 'vitest';
import { paletteGradient, paletteNames, paletteTable, type PaletteName } from '#lib/draw/palette.ts';

function rgb(name: PaletteName, entry: number): number[] {
  return [...paletteTable(name).subarray(4 * entry, 4 * entry + 3)];
}

/** Relative luminance, WCAG 2. */
function luminance(color: readonly number[]): number {
  const [r, g, b] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

// Entries 0, 64, 128, 192 and 255 of the published tables.
const published: Record<PaletteName, readonly string[]> = {
  turbo: ['30123b', '28bceb', 'a4fc3c', 'fb7e21', '7a0403'],
  viridis: ['440154', '3b528b', '21918c', '5ec962', 'fde725'],
  inferno: ['000004', '57106e', 'bc3754', 'f98e09', 'fcffa4'],
  magma: ['000004', '51127c', 'b73779', 'fc8961', 'fcfdbf'],
  grey: ['000000', '404040', '808080', 'c0c0c0', 'ffffff']
};

test.each(paletteNames)('%s has 256 opaque entries within 4 of the published table', (name) => {
  const table = paletteTable(name);
  expect(table.length).toBe(1024);
  for (let i = 0; i < 256; i++) expect(table[4 * i + 3]).toBe(255);
  for (const [k, hex] of published[name].entries()) {
    const got = rgb(name, [0, 64, 128, 192, 255][k]);
    for (let c = 0; c < 3; c++) {
      const want = parseInt(hex.slice(2 * c, 2 * c + 2), 16);
      expect(Math.abs(got[c] - want), `${name} entry ${k} channel ${c}`).toBeLessThanOrEqual(4);
    }
  }
});

test.each(['viridis', 'inferno', 'magma', 'grey'] as const)('%s grows brighter from entry to entry', (name) => {
  for (let i = 1; i < 256; i++)
    expect(luminance(rgb(name, i)), `entry ${i}`).toBeGreaterThan(luminance(rgb(name, i - 1)) - 0.001);
  for (let i = 8; i < 256; i += 8) expect(luminance(rgb(name, i))).toBeGreaterThan(luminance(rgb(name, i - 8)));
});

test('turbo has no step that would look like an edge', () => {
  for (let i = 1; i < 256; i++) {
    const before = rgb('turbo', i - 1);
    const step = Math.hypot(...rgb('turbo', i).map((value, c) => value - before[c]));
    expect(step).toBeLessThan(10);
  }
});

test('a gradient runs from the first entry to the last', () => {
  const css = paletteGradient('grey', 'to top');
  expect(css.startsWith('linear-gradient(to top, rgb(0 0 0), ')).toBe(true);
  expect(css.endsWith('rgb(255 255 255))')).toBe(true);
});
