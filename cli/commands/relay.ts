import { join, resolve } from 'node:path';
import { defaultDataFolder } from '#relay/dataFolder.ts';
import type { Command, CommandIo, OptionValues } from '../command.ts';
import { numberOption, textOption } from '../options.ts';
import { root } from '../root.ts';
import { version } from '../version.ts';

const defaultPort = 7373;

/** `wavepool relay`: serves the page until it is stopped. */
export const relay: Command = {
  name: 'relay',
  summary: 'serve the page (npm start does this too)',
  help: `wavepool relay [options]

Serves the page. Ctrl+C stops it.

  --port N         port to listen on; 0 takes any free one (${defaultPort})
  --host ADDRESS   address to listen on; 0.0.0.0 for all of this machine (127.0.0.1: this machine only)
  --data DIR       folder of the relay's data (${defaultDataFolder()})
  --demo           also say how to try it without a radio`,
  options: { port: { type: 'string' }, host: { type: 'string' }, data: { type: 'string' }, demo: { type: 'boolean' } },
  argument: null,
  run
};

async function run(_: string, values: OptionValues, io: CommandIo): Promise<number> {
  const host = textOption(values, 'host', 'an address, such as 127.0.0.1') ?? '127.0.0.1';
  const data = resolve(textOption(values, 'data', 'a folder, or leave the option out') ?? defaultDataFolder());
  // Only this command needs the server, and all of them load this file.
  const { startRelay } = await import('#relay/main.ts');
  const running = await startRelay({
    port:
      numberOption(values, 'port', { min: 0, max: 65535, whole: true, example: String(defaultPort) }) ?? defaultPort,
    host,
    data,
    page: join(root, 'build'),
    version,
    log: (line) => io.err(`${line}\n`)
  });
  io.out(greeting(running.url, host, data, values.demo === true));
  await new Promise<void>((stop) => {
    if (io.signal.aborted) stop();
    io.signal.addEventListener('abort', () => stop(), { once: true });
  });
  await running.close();
  io.out('Stopped.\n');
  return 0;
}

function greeting(url: string, host: string, data: string, demo: boolean): string {
  const lines = [`Wavepool is on ${url}`];
  if (demo) {
    lines.push(
      '',
      `  Open a recording     go to ${url} and drop a file on it: SigMF, WAV, .cu8, .cs8, .cs16, .cf32 …`,
      `  Try the simulator    ${url}/?radio=sim`,
      '  On a terminal        npx wavepool analyze FILE      signals in a recording',
      '                       npx wavepool psd FILE          its power spectral density',
      '                       npx wavepool doctor            what this machine can do',
      ''
    );
  }
  lines.push(`Data in ${data}. Ctrl+C stops it.`);
  if (!['127.0.0.1', '::1', 'localhost'].includes(host)) {
    lines.push(
      'Other machines: browsers give a page SharedArrayBuffer and USB only over HTTPS or on localhost; put a proxy with a certificate in front.'
    );
  }
  return `${lines.join('\n')}\n`;
}
