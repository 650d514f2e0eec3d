import type { Host, RunOptions, RunResult } from '#tools/setup/host.js';

export interface Call {
  readonly line: string;
  readonly options: RunOptions | undefined;
}

/** A machine made of a table of files and of answers to commands; it notes what was run and said. */
export class TestHost implements Host {
  root = '/checkout';
  platform: NodeJS.Platform = 'linux';
  arch = 'x64';
  libc: 'glibc' | 'musl' | null = 'glibc';
  isRoot = false;
  env: NodeJS.ProcessEnv = { PATH: '/checkout/node_modules/.bin:/usr/bin' };
  nodePath = '/usr/bin/node';
  nodeVersion = '20.11.0';
  readonly files = new Map<string, string>();
  readonly said: string[] = [];
  readonly calls: Call[] = [];
  /** Answers by the beginning of the command line; the first that fits. */
  readonly answers: [string, RunResult | (() => RunResult)][] = [];

  exists = (path: string) => this.files.has(path);
  read = (path: string) => this.files.get(path) ?? null;
  write = (path: string, text: string) => void this.files.set(path, text);
  say = (line: string) => void this.said.push(line);
  run = (command: string, args: readonly string[], options?: RunOptions): Promise<RunResult> => {
    const line = [command, ...args].join(' ');
    this.calls.push({ line, options });
    const answer = this.answers.find(([start]) => line.startsWith(start))?.[1] ?? {
      code: 127,
      output: `no ${command}`
    };
    return Promise.resolve(typeof answer === 'function' ? answer() : answer);
  };
}
