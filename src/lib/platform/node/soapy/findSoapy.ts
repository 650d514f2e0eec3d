import { fork } from 'node:child_process';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { SoapyKwargs } from '#lib/radio/soapy/soapyDevice.ts';
import type { SoapyFound } from './enumerateSoapy.ts';
import { fromFailure, type SoapyFailure } from './soapyMessages.ts';

/** What the process that looks says, once. */
export type SoapyFindAnswer = { readonly ok: SoapyFound } | { readonly failed: SoapyFailure };

/**
 * What SoapySDR is installed here, and what it finds. Looked for in a process of its own: modules that look for theirs talk to the terminal through
 * libraries that nobody can silence (ALSA, UHD, Avahi), hang where only a kill helps, or crash.
 * @param program the file that answers with a `SoapyFindAnswer` to its one argument, the arguments in JSON
 * @throws WavepoolError `soapy.missing`, `soapy.failed`; the signal's reason when aborted
 */
export async function findSoapy(program: URL, args: SoapyKwargs, signal: AbortSignal): Promise<SoapyFound> {
  signal.throwIfAborted();
  const child = fork(program, [JSON.stringify(args)], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const kill = () => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  try {
    const answer = await new Promise<SoapyFindAnswer>((resolve, reject) => {
      const lost = (why: string, cause?: unknown) =>
        reject(new WavepoolError('soapy.failed', { radio: 'its modules', why }, cause));
      child.once('message', (said: SoapyFindAnswer) => resolve(said));
      child.once('error', (error) => lost(error.message, error));
      child.once('exit', (code, by) => lost(`looking for radios ended with ${by ?? `exit code ${code ?? '?'}`}`));
    });
    if ('ok' in answer) return answer.ok;
    throw fromFailure(answer.failed);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', kill);
    // It has said all it had to; what its modules still do in the end concerns nobody.
    kill();
  }
}
