import { createServer, type Server } from 'node:net';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { bracketed, socketPeer } from '#lib/platform/node/tcp/socketPeer.ts';
import { hostClock } from '#lib/platform/web/hostClock.ts';
import { ReplayRadio } from '#lib/radio/replayRadio.ts';
import { RtlTcpServer } from '#lib/radio/rtltcp/rtlTcpServer.ts';
import type { Command, CommandIo, OptionValues } from '../command.ts';
import { numberOption, textOption } from '../options.ts';
import { openRadioOf, radioHelp, radioOptions } from '../radios/radioOptions.ts';

const defaultPort = 1234;

/** `wavepool rtltcp`: any radio of ours for programs that speak rtl_tcp. */
export const rtltcp: Command = {
  name: 'rtltcp',
  summary: 'serve a radio to rtl_433, dump1090, GQRX … (rtl_tcp)',
  help: `wavepool rtltcp --radio SPEC [options]

Serves a radio as rtl_tcp does: rtl_433 -d rtl_tcp:127.0.0.1:1234, GQRX with "rtl_tcp=127.0.0.1:1234", SDR#
and others tune it and get its samples, several at once. A recording plays from its start when the first
of them connects, with a moment of silence behind its end. Ctrl+C ends it.

${radioHelp}
  --port N         port to listen on; 0 takes any free one (${defaultPort})
  --host ADDRESS   address to listen on; 0.0.0.0 for all of this machine (127.0.0.1: this machine only).
                   rtl_tcp knows no passwords: whoever reaches the port may tune the radio,
                   and switch its bias tee
  --amplify DB     on the way to the eight bits that rtl_tcp carries, for weak signals of better radios (0)`,
  options: {
    ...radioOptions,
    port: { type: 'string' },
    host: { type: 'string' },
    amplify: { type: 'string' }
  },
  argument: null,
  run
};

async function run(_: string, values: OptionValues, io: CommandIo): Promise<number> {
  const host = textOption(values, 'host', 'an address, such as 127.0.0.1') ?? '127.0.0.1';
  const port = numberOption(values, 'port', { min: 0, max: 65535, whole: true, example: String(defaultPort) });
  const amplify = numberOption(values, 'amplify', { min: -60, max: 120, example: '20' }) ?? 0;
  const radio = await openRadioOf(values, io);
  const failed = Promise.withResolvers<never>();
  const server = new RtlTcpServer({
    radio,
    clock: hostClock,
    scale: 10 ** (amplify / 20),
    ...(radio instanceof ReplayRadio ? { begin: () => radio.seek(0) } : {}),
    log: (text) => io.err(`${text}\n`),
    failed: failed.reject
  });
  const sockets = createServer((socket) => server.attach(socketPeer(socket)));
  try {
    const where = await listen(sockets, host, port ?? defaultPort);
    io.out(`${radio.info.model} is served on ${where} (rtl_tcp). Ctrl+C ends it.\n`);
    await Promise.race([aborted(io.signal), failed.promise]);
  } finally {
    sockets.close();
    await server.close();
    await radio.close();
  }
  io.out('Stopped.\n');
  return 0;
}

/** @throws WavepoolError `net.cannot-listen` */
function listen(sockets: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    sockets.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        { EADDRINUSE: 'the port is taken', EACCES: 'you may not use it', EADDRNOTAVAIL: 'no such address here' }[
          error.code ?? ''
        ] ?? error.message;
      reject(new WavepoolError('net.cannot-listen', { where: `${bracketed(host)}:${port}`, why }, error));
    });
    sockets.listen(port, host, () => {
      const address = sockets.address();
      resolve(`${bracketed(host)}:${typeof address === 'object' && address !== null ? address.port : port}`);
    });
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
