import { openRecordingFile } from '#lib/platform/node/openRecordingFile.ts';
import { ReplayRadio } from '#lib/radio/replayRadio.ts';
import { parseFileSpec } from '#lib/recording/parseFileSpec.ts';
import type { RadioOpener } from './radioOpener.ts';

/** A recording, played as if it were a radio. */
export const file: RadioOpener = {
  scheme: 'file',
  help: `file:PATH[,rate=HZ,…]    a recording, in its own time; also center=HZ, format=NAME,
                         loop=yes|no, pace=real|fast|SPEED`,
  async open(rest, { clock }) {
    const { path, override, loop, paced, speed } = parseFileSpec(`file:${rest}`);
    const { recording, close } = await openRecordingFile(path, override);
    return new ReplayRadio({ recording, clock, loop, paced, speed, release: close });
  }
};
