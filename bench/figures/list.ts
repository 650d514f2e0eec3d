import type { Figure } from '../figure.ts';

/** Every figure, in order: one import and one line each. */
export const figures: readonly Figure[] = [];
