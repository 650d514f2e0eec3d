/** Names of the level palettes, in the order in which they are offered. */
export const paletteNames = ['turbo', 'viridis', 'inferno', 'magma', 'grey'] as const;
export type PaletteName = (typeof paletteNames)[number];
