/** Names of the level palettes, in the order in which they are offered. */
export const paletteNames = ['turbo', 'viridis', 'inferno', 'magma', 'grey'] as const;
export type PaletteName = (typeof paletteNames)[number];

/**
 * Sixteen evenly spaced control points each (RGB, hexadecimal), fitted by least squares for the interpolation in `curve` to the published
 * 256-entry tables: viridis, inferno and magma by van der Walt and Smith (CC0), turbo by Mikhailov (Apache-2.0). No entry is off by more
 * than 4 of 255. Grey is even in sRGB's own, roughly perceptual, scale.
 */
const points: Readonly<Record<PaletteName, string>> = {
  turbo:
    '31123e 4143a7 4771e9 3f9bff 22c5e1 1ae5b6 46f785 88ff4d b9f634 e1dc38 faba39 fd8d27 f05a12 d63506 af1801 7b0302',
  viridis:
    '440154 481a6c 472f7d 414487 39568c 31688e 2a788e 24888e 1f988b 22a884 35b779 54c568 7ad151 a5db36 d2e21a fee721',
  inferno:
    '000002 0c0826 240c4f 420968 5d126e 781c6d 932667 ae305c c73e4c dd5139 ed6926 f8850e fca50a fac52d f2e761 f9ffa6',
  magma:
    '000002 0b0824 20124b 3b0f70 57147e 711f81 8c2981 a8327d c43c75 de4968 f1605d fa7f5e fe9f6d febf84 fddea0 fcfdbf',
  grey: '000000 ffffff'
};

const tables = new Map<PaletteName, Uint8ClampedArray<ArrayBuffer>>();

/** 256 RGBA entries from the lowest level to the highest, alpha 255. The table is shared: do not write to it. */
export function paletteTable(name: PaletteName): Uint8ClampedArray<ArrayBuffer> {
  let table = tables.get(name);
  if (table === undefined) {
    table = buildTable(points[name].split(' '));
    tables.set(name, table);
  }
  return table;
}

/** A CSS `linear-gradient` of the palette for a legend, low to high in the given direction. */
export function paletteGradient(name: PaletteName, direction: 'to right' | 'to top' = 'to right'): string {
  const table = paletteTable(name);
  const stops: string[] = [];
  for (let i = 0; i <= 16; i++) {
    const at = 4 * Math.round((i * 255) / 16);
    stops.push(`rgb(${table[at]} ${table[at + 1]} ${table[at + 2]})`);
  }
  return `linear-gradient(${direction}, ${stops.join(', ')})`;
}

function buildTable(colors: readonly string[]): Uint8ClampedArray<ArrayBuffer> {
  const table = new Uint8ClampedArray(4 * 256);
  for (let channel = 0; channel < 3; channel++) {
    const values = colors.map((color) => parseInt(color.slice(2 * channel, 2 * channel + 2), 16));
    for (let i = 0; i < 256; i++) table[4 * i + channel] = Math.round(curve(values, i / 255));
  }
  for (let i = 0; i < 256; i++) table[4 * i + 3] = 255;
  return table;
}

/** Catmull-Rom spline through evenly spaced values, straight on at both ends; `t` in 0..1. */
function curve(values: readonly number[], t: number): number {
  const last = values.length - 1;
  const k = Math.min(Math.floor(t * last), last - 1);
  const u = t * last - k;
  const b = values[k];
  const c = values[k + 1];
  const a = k > 0 ? values[k - 1] : 2 * b - c;
  const d = k + 2 <= last ? values[k + 2] : 2 * c - b;
  return b + 0.5 * u * (c - a + u * (2 * a - 5 * b + 4 * c - d + u * (3 * (b - c) + d - a)));
}
