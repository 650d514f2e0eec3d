import type { TunerKind } from '../tuner.ts';
import { e4000Kind } from './e4000.ts';
import { fc0012Kind } from './fc0012.ts';
import { fc0013Kind } from './fc0013.ts';
import { fc2580Kind } from './fc2580.ts';
import { r820tKind, r828dKind } from './r82xxKinds.ts';

/** Every tuner that is known here, in the order in which they are looked for: one import and one line each. */
export const tunerKinds: readonly TunerKind[] = [e4000Kind, fc0013Kind, r820tKind, r828dKind];

/** Those that may have to be woken by a pulse on their reset line before they answer; looked for after the others. */
export const resetTunerKinds: readonly TunerKind[] = [fc2580Kind, fc0012Kind];
