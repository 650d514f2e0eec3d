import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setSecurityHeaders } from './headers.ts';
import { problemResponse, type Problem } from './problem.ts';

const malformed: Problem = {
  status: 400,
  code: 'http.bad-request',
  detail: 'This is not a request that can be understood.'
};
/** What Node's parser gives up on for another reason than bad syntax. */
const unparsed: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: { status: 431, code: 'http.headers-too-large', detail: 'The headers are too large.' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, code: 'http.body-too-large', detail: 'The chunks carry too much.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'http.timeout', detail: 'The request took too long to arrive.' }
};
const internal: Problem = {
  status: 500,
  code: 'http.internal',
  detail: 'The relay failed at this; its log says more.'
};
const expectation: Problem = { status: 417, code: 'http.expectation', detail: 'Only 100-continue can be expected.' };

/**
 * For requests that never reach the app: they are HTTP but name no address (a backslash in the path, a Host that is none, `OPTIONS *`).
 * @param ours true when it is not the request's fault
 */
export function refuseRequest(ours: boolean): Response {
  const response = problemResponse(ours ? internal : malformed, null);
  setSecurityHeaders(response.headers);
  return response;
}

/** For an `Expect` other than 100-continue; Node's own 417 has neither words nor security headers. */
export function refuseExpectation(_: IncomingMessage, response: ServerResponse): void {
  void written(expectation).then(({ headers, body }) => {
    response.writeHead(expectation.status, headers);
    response.end(body);
  });
}

/**
 * For bytes that are no HTTP: answers on the bare connection and hangs up.
 * @param current the latest response on that connection
 */
export function refuseBytes(error: NodeJS.ErrnoException, socket: Duplex, current?: ServerResponse): void {
  const underWay = current?.headersSent === true && !current.writableFinished;
  // Where nobody is there any more, or an answer is on its way, another would go nowhere or run into it.
  if (error.code === 'ECONNRESET' || !socket.writable || underWay) {
    socket.destroy();
    return;
  }
  const problem = unparsed[error.code ?? ''] ?? malformed;
  void written(problem).then(({ headers, body }) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('')}\r\n${body}`);
  });
}

/** A problem as the last answer on a connection. */
async function written(problem: Problem): Promise<{ headers: Record<string, string>; body: string }> {
  const response = problemResponse(problem, null);
  setSecurityHeaders(response.headers);
  const body = await response.text();
  const length = String(Buffer.byteLength(body));
  return { headers: { ...Object.fromEntries(response.headers), 'content-length': length, connection: 'close' }, body };
}
