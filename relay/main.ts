import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener, RequestError } from '@hono/node-server';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { createApp } from './app.ts';
import { openDataFolder, type DataFolder } from './dataFolder.ts';
import { readPage } from './page/readPage.ts';
import { refuseRequest, refuseBytes, refuseExpectation } from './refuse.ts';

export interface RelayOptions {
  /** 0 picks a free one. */
  readonly port: number;
  readonly host: string;
  /** Folder of the relay's data. */
  readonly data: string;
  /** Folder of the built page. */
  readonly page: string;
  readonly version: string;
  readonly log: (line: string) => void;
}

export interface RunningRelay {
  readonly port: number;
  /** Address for a browser on this machine. */
  readonly url: string;
  /** Answers what has begun, then ends; whoever is not done in `graceSeconds` is cut off. */
  close(graceSeconds?: number): Promise<void>;
}

/**
 * Starts a relay and resolves when it answers.
 * @throws WavepoolError `relay.no-page`, `relay.port-taken`, `relay.cannot-listen`, `relay.folder`, `relay.folder-in-use`
 */
export async function startRelay(options: RelayOptions): Promise<RunningRelay> {
  const { host, version, log } = options;
  const page = await readPage(options.page);
  let stopping = false;
  let folder: DataFolder | null = null;
  const checks = {
    running: () => Promise.resolve(stopping ? 'the relay is shutting down' : null),
    data: () => folder?.check() ?? Promise.resolve('not open yet')
  };
  const app = createApp({ version, page, checks, log: (error) => log(describe(error)) });
  const server = createServer(
    { requestTimeout: 60_000, headersTimeout: 20_000, maxHeaderSize: 16_384 },
    (request, response) => {
      latest.set(request.socket, response);
      void answer(request, response);
    }
  );
  const latest = new WeakMap<Duplex, ServerResponse>();
  const answer = getRequestListener((request) => app.fetch(request), {
    overrideGlobalObjects: false,
    // The app answers its own errors; what comes here has not reached it.
    errorHandler: (error) => {
      const ours = !(error instanceof RequestError);
      if (ours) log(describe(error));
      return refuseRequest(ours);
    }
  });
  server.on('checkExpectation', refuseExpectation);
  server.on('clientError', (error, socket) => refuseBytes(error, socket, latest.get(socket)));
  const port = await listen(server, options.port, host);
  try {
    const opened = await openDataFolder(options.data);
    folder = opened;
    return {
      port,
      url: `http://${nameOf(host)}:${port}`,
      close: async (graceSeconds = 5) => {
        stopping = true;
        await closeServer(server, graceSeconds);
        await opened.release();
      }
    };
  } catch (error) {
    await closeServer(server, 0);
    throw error;
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new WavepoolError('relay.port-taken', { port, host }, error)
          : new WavepoolError(
              'relay.cannot-listen',
              { port, host, why: reasons[error.code ?? ''] ?? error.message },
              error
            )
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'ports below 1024 need special rights',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'no such host name'
};

function closeServer(server: Server, graceSeconds: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceSeconds * 1000);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** A browser takes `localhost`, but no 127.0.0.1, for a name; 0.0.0.0 is no address to go to. */
function nameOf(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
