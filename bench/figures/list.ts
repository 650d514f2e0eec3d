import type { Figure } from '../figure.ts';
import { firstLight1Setup } from './firstLight1Setup.ts';
import { firstLight2Psd } from './firstLight2Psd.ts';
import { firstLight5Recordings } from './firstLight5Recordings.ts';
import { firstLight6FirstRow } from './firstLight6FirstRow.ts';
import { firstLight7Bundle } from './firstLight7Bundle.ts';
import { firstLight8Endurance } from './firstLight8Endurance.ts';
import { firstLight9Axe } from './firstLight9Axe.ts';

/** Every figure, in order: one import and one line each. */
export const figures: readonly Figure[] = [
  firstLight1Setup,
  firstLight2Psd,
  firstLight5Recordings,
  firstLight6FirstRow,
  firstLight7Bundle,
  firstLight8Endurance,
  firstLight9Axe
];
