/** libusb's numbers: its constant's name, what it means in WebUSB's words, and the name that browsers give such an error. */
const meanings: Readonly<Record<number, readonly [constant: string, text: string, name: string]>> = {
  [-1]: ['LIBUSB_ERROR_IO', 'input or output failed', 'NetworkError'],
  [-3]: ['LIBUSB_ERROR_ACCESS', 'Access denied', 'SecurityError'],
  [-4]: ['LIBUSB_ERROR_NO_DEVICE', 'The device was disconnected', 'NotFoundError'],
  [-5]: ['LIBUSB_ERROR_NOT_FOUND', 'There is no such interface or endpoint', 'NotFoundError'],
  [-6]: ['LIBUSB_ERROR_BUSY', 'Unable to claim interface', 'NetworkError'],
  [-7]: ['LIBUSB_ERROR_TIMEOUT', 'The transfer timed out', 'NetworkError'],
  [-11]: ['LIBUSB_ERROR_NO_MEM', 'The memory that this system has for USB is used up', 'NetworkError'],
  [-12]: ['LIBUSB_ERROR_NOT_SUPPORTED', 'No driver that lets programs use it is bound', 'SecurityError'],
  // From here on: how a transfer ended.
  1: ['LIBUSB_TRANSFER_ERROR', 'A transfer error has occurred', 'NetworkError'],
  2: ['LIBUSB_TRANSFER_TIMED_OUT', 'The transfer timed out', 'NetworkError'],
  3: ['LIBUSB_TRANSFER_CANCELLED', 'The transfer was cancelled', 'AbortError'],
  5: ['LIBUSB_TRANSFER_NO_DEVICE', 'The device was disconnected', 'NotFoundError']
};

/**
 * An error of `usb` as a browser would give it, so that drivers meet one set of errors wherever they run.
 * @param doing what was tried: 'open', 'claimInterface', …
 */
export function hostError(doing: string, error: unknown): Error {
  const errno = errnoOf(error);
  const said = error instanceof Error ? error.message : String(error);
  const [constant, text, name] = errno in meanings ? meanings[errno] : [`libusb ${errno}`, said, 'NetworkError'];
  const message = errno === 0 ? `${doing}: ${said}` : `${doing}: ${text} (${constant})`;
  return Object.assign(new Error(message, { cause: error }), { name });
}

/** libusb's number of an error; 0 for an error of another kind. */
export function errnoOf(error: unknown): number {
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number' ? error.errno : 0;
}
