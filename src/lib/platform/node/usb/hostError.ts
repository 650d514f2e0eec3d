/** What libusb's numbers mean in the words of WebUSB, so that drivers meet one set of errors wherever they run. */
const names: Readonly<Record<number, readonly [name: string, text: string]>> = {
  [-1]: ['NetworkError', 'input or output failed'],
  [-3]: ['SecurityError', 'access denied'],
  [-4]: ['NotFoundError', 'the device was disconnected'],
  [-5]: ['NotFoundError', 'the device was disconnected'],
  [-6]: ['NetworkError', 'unable to claim: the device is busy'],
  [-7]: ['NetworkError', 'the transfer timed out'],
  [-10]: ['AbortError', 'the call was interrupted'],
  [-11]: ['NetworkError', 'out of memory: USB buffers of this system are used up'],
  [-12]: ['NotSupportedError', 'no driver on this system lets programs use the device'],
  // From here on: how a transfer ended.
  1: ['NetworkError', 'a transfer error has occurred'],
  2: ['NetworkError', 'the transfer timed out'],
  3: ['AbortError', 'the transfer was cancelled'],
  5: ['NotFoundError', 'the device was disconnected']
};

/** @param doing what was tried: 'open', 'claimInterface', … */
export function hostError(doing: string, error: unknown): Error {
  const errno = errnoOf(error);
  const [name, text] = names[errno] ?? ['NetworkError', error instanceof Error ? error.message : String(error)];
  const message = `${doing}: ${text}${errno === 0 ? '' : ` (libusb ${errno})`}`;
  return Object.assign(new Error(message, { cause: error }), { name });
}

/** libusb's number of an error; 0 for an error of another kind. */
export function errnoOf(error: unknown): number {
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number' ? error.errno : 0;
}
