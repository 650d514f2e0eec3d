import type { ParseArgsOptionsConfig } from 'node:util';

/** What a command sees of the terminal. */
export interface CommandIo {
  /** Standard output: results only. */
  out(text: string): void;
  /** Standard error: words for the person. */
  err(text: string): void;
  /** True when standard error is a terminal, where a line may be overwritten. */
  readonly interactive: boolean;
  /** Aborted by Ctrl+C or SIGTERM. */
  readonly signal: AbortSignal;
}

/** Lists are the values of options that may be given several times. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** One command: one file in commands/, one line in commands/list.ts, one test. */
export interface Command {
  readonly name: string;
  /** One line for `wavepool --help`. */
  readonly summary: string;
  /** What `wavepool NAME --help` prints. */
  readonly help: string;
  readonly options: ParseArgsOptionsConfig;
  /** What options stand for when they are given without their value. */
  readonly optionalValues?: Readonly<Record<string, string>>;
  /** Name of the one argument that must be there, such as FILE, or that may, such as [SPEC]; null when none may. */
  readonly argument: string | null;
  /**
   * @param argument the one argument, or '' when there is none
   * @returns exit code: 0 well, 1 it did not work, 130 interrupted
   */
  run(argument: string, values: OptionValues, io: CommandIo): Promise<number>;
}
