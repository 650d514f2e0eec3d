import type { Figure } from '../figure.ts';
import { firstLight2Psd } from './firstLight2Psd.ts';

/** Every figure, in order: one import and one line each. */
export const figures: readonly Figure[] = [firstLight2Psd];
