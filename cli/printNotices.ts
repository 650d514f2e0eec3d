import type { Recording } from '#lib/recording/recording.ts';
import type { CommandIo } from './command.ts';

/** Tells, beside the results, what a person should know about a recording. */
export function printNotices(recording: Recording, io: CommandIo): void {
  for (const notice of recording.notices) io.err(`${recording.title}: ${notice}\n`);
  const { captures } = recording;
  const tunings = captures.filter(({ center }, i) => i > 0 && center !== captures[i - 1].center).length;
  if (tunings > 0) {
    const times = tunings === 1 ? 'once' : `${tunings} times`;
    io.err(
      `${recording.title}: It was tuned ${times} while it was made; frequencies here count from the first centre.\n`
    );
  }
}
