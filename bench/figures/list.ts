import type { Figure } from '../figure.ts';
import { firstLight1Setup } from './firstLight1Setup.ts';
import { firstLight2Psd } from './firstLight2Psd.ts';
import { firstLight7Bundle } from './firstLight7Bundle.ts';

/** Every figure, in order: one import and one line each. */
export const figures: readonly Figure[] = [firstLight1Setup, firstLight2Psd, firstLight7Bundle];
