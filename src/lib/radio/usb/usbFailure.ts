import type { ErrorCode } from '#lib/base/errorText.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';

/**
 * What hosts throw, in words that tell what it means. Browsers (WebUSB) give DOMExceptions, whose name and message count: a NotFoundError is a
 * device that is gone only where the message says so (else an endpoint or an interface that is not there). Node's `usb` gives Errors that
 * name libusb's constants.
 */
const meanings: readonly { readonly words: RegExp; readonly code: ErrorCode }[] = [
  { words: /disconnected|LIBUSB_(ERROR|TRANSFER)_NO_DEVICE|ENODEV|ESHUTDOWN/, code: 'usb.unplugged' },
  // A transfer that nobody here took back was taken back by the host, which does so when the device goes.
  { words: /^AbortError|transfer was cancelled|LIBUSB_TRANSFER_CANCELLED/, code: 'usb.unplugged' },
  { words: /Unable to (claim interface|set device configuration)|LIBUSB_ERROR_BUSY|EBUSY/, code: 'usb.claimed' },
  // NOT_SUPPORTED is what libusb says on Windows where another driver than WinUSB is bound.
  {
    words: /^(SecurityError|NotAllowedError)|Access denied|LIBUSB_ERROR_(ACCESS|NOT_SUPPORTED)|EACCES|EPERM/,
    code: 'usb.denied'
  }
];

/** Longest reason that is passed on to a person. */
const longest = 200;

/**
 * @param error whatever a call to a `UsbDevice` rejected with; a WavepoolError is handed back as it is
 * @param radio name of the radio for the text
 * @returns `usb.unplugged`, `usb.claimed`, `usb.denied`, or `usb.failed` with the host's words as the reason
 */
export function usbFailure(error: unknown, radio: string): WavepoolError {
  if (error instanceof WavepoolError) return error;
  const why = wordsOf(error);
  const code = meanings.find(({ words }) => words.test(why))?.code ?? 'usb.failed';
  return new WavepoolError(code, { radio, why }, error);
}

function wordsOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error).slice(0, longest);
  const { name, message } = error as { name?: unknown; message?: unknown };
  const words = typeof message === 'string' ? message : '';
  const whole = typeof name === 'string' && name !== 'Error' ? `${name}: ${words}` : words;
  return whole === '' ? 'no reason given' : whole.slice(0, longest);
}
