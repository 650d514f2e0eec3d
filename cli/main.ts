import { parseArgs } from 'node:util';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { watchParent } from '#tools/watchParent.js';
import type { Command, CommandIo, OptionValues } from './command.ts';
import { commands } from './commands/list.ts';
import { version } from './version.ts';

/** Exit code for a command line that cannot be understood. */
const misused = 2;
/** Exit code after Ctrl+C, as shells have it. */
const interrupted = 130;
/** Why standard output may refuse what we write. */
const unwritable: Readonly<Record<string, string>> = { ENOSPC: 'the disk is full', EIO: 'the disk or terminal fails' };
/** A second signal within this time is the first one's echo. */
const againMs = 500;

/** Runs one command line (without `node` and the script) and resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  quitWhenNobodyReads();
  const [first = '', ...rest] = args;
  if (first === '' || first === '--help' || first === '-h' || first === 'help') {
    const about = commands.find((command) => command.name === rest[0]);
    process.stdout.write(`${about?.help ?? overview()}\n`);
    return first === '' ? misused : 0;
  }
  if (first === '--version' || first === '-v') {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === first);
  if (command === undefined) {
    const names = commands.map(({ name }) => name).join(', ');
    const what = first.startsWith('-') ? 'option' : 'command';
    process.stderr.write(`wavepool: there is no ${what} "${first}". Commands: ${names}. See: wavepool --help\n`);
    return misused;
  }
  const parsed = parse(command, rest);
  if (typeof parsed === 'string') {
    process.stderr.write(`wavepool ${command.name}: ${parsed} See: wavepool ${command.name} --help\n`);
    return misused;
  }
  if (parsed.values.help === true) {
    process.stdout.write(`${command.help}\n`);
    return 0;
  }
  const io = terminal();
  try {
    return await command.run(parsed.argument, parsed.values, io);
  } catch (error) {
    // What was waited for when Ctrl+C came.
    if (io.signal.aborted && error === io.signal.reason) return interrupted;
    if (!(error instanceof WavepoolError)) throw error;
    process.stderr.write(`wavepool ${command.name}: ${error.message}\n`);
    return error.code.startsWith('option.') || error.code.endsWith('.bad-spec') ? misused : 1;
  }
}

/** The values and the argument, or a sentence that says what is wrong. */
function parse(command: Command, given: string[]): { argument: string; values: OptionValues } | string {
  const args = given.map((arg, at) => {
    const usual = arg.startsWith('--') ? command.optionalValues?.[arg.slice(2)] : undefined;
    const next = given.at(at + 1);
    return usual !== undefined && (next === undefined || next.startsWith('-')) ? `${arg}=${usual}` : arg;
  });
  let values: OptionValues;
  let positionals: string[];
  try {
    const options = { ...command.options, help: { type: 'boolean' as const, short: 'h' } };
    const parsed = parseArgs({ args, options, allowPositionals: true });
    values = parsed.values;
    positionals = parsed.positionals;
  } catch (error) {
    // Node sees an option in a value such as -1e6.
    const dashed = /'(--[\w-]+)' argument is ambiguous/.exec((error as Error).message)?.[1];
    if (dashed !== undefined) {
      const value = args[args.indexOf(dashed) + 1];
      return `Option '${dashed}' argument is ambiguous: write ${dashed}=${value}, if ${value} is its value.`;
    }
    // Node's own words name the option; its advice on how to write positionals is no help here.
    return `${(error as Error).message.split(/\. |\n/)[0]?.replace(/\.$/, '')}.`;
  }
  if (values.help === true) return { argument: '', values };
  const wanted = command.argument === null ? 0 : 1;
  const needed = command.argument?.startsWith('[') === true ? 0 : wanted;
  if (positionals.length < needed) return `${command.argument} is missing.`;
  if (positionals.length > wanted) return `"${positionals[wanted]}" is one argument too many.`;
  return { argument: positionals[0] ?? '', values };
}

function terminal(): CommandIo {
  const control = new AbortController();
  let asked = Infinity;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // The first one asks, another ends the process; but one Ctrl+C may come twice: from the terminal and from npm, which passes it on.
      if (performance.now() - asked > againMs) process.exit(interrupted);
      asked = Math.min(asked, performance.now());
      control.abort();
    });
  }
  watchParent(() => control.abort());
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    interactive: process.stderr.isTTY,
    signal: control.signal
  };
}

/** `wavepool … | head` closes the pipe when it has enough; that is no error. A full disk below `> FILE` is one. */
function quitWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    process.stderr.write(`wavepool: the output cannot be written: ${unwritable[error.code ?? ''] ?? error.message}.\n`);
    process.exit(1);
  });
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return `wavepool ${version}: spectrum monitoring by a pool of stations

${commands.map(({ name, summary }) => `  wavepool ${name.padEnd(width)}  ${summary}`).join('\n')}

wavepool COMMAND --help says more. Numbers may carry k, M or G: 250k, 433.92M.
Results go to standard output, everything else to standard error. Exit codes: 0 well, 1 it did not work,
2 the command line was not understood, 130 interrupted.`;
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
