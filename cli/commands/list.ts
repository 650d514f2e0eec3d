import type { Command } from '../command.ts';
import { analyze } from './analyze.ts';
import { bench } from './bench.ts';
import { capture } from './capture.ts';
import { doctor } from './doctor.ts';
import { gps } from './gps.ts';
import { psd } from './psd.ts';
import { relay } from './relay.ts';
import { rtltcp } from './rtltcp.ts';

/** Every command, in the order of `wavepool --help`: one import and one line each. */
export const commands: readonly Command[] = [analyze, psd, capture, rtltcp, relay, gps, bench, doctor];
