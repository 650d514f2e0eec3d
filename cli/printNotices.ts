import type { Recording } from '#lib/recording/recording.ts';
import type { CommandIo } from './command.ts';

/** Tells, beside the results, what a person should know about a recording. */
export function printNotices(recording: Recording, io: CommandIo): void {
  for (const notice of recording.notices) io.err(`${recording.title}: ${notice}\n`);
  const centers = new Set(recording.captures.map((capture) => capture.center));
  if (centers.size > 1) {
    io.err(
      `${recording.title}: It was tuned ${centers.size - 1} times while it was made; frequencies here count from the first centre.\n`
    );
  }
}
