import { describe, expect, it } from 'vitest';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { usbFailure } from '#lib/radio/usb/usbFailure.ts';

/** As hosts say it: names and messages of Chromium, messages of npm's usb 2.18. */
const said: readonly (readonly [code: string, error: unknown])[] = [
  ['usb.unplugged', new DOMException('The device was disconnected.', 'NotFoundError')],
  ['usb.unplugged', new DOMException('The transfer was cancelled.', 'AbortError')],
  ['usb.unplugged', new Error('transferIn error: Error: LIBUSB_TRANSFER_NO_DEVICE')],
  ['usb.unplugged', new Error('controlTransferOut error: Error: LIBUSB_ERROR_NO_DEVICE')],
  ['usb.unplugged', new Error('transferIn error: Error: LIBUSB_TRANSFER_CANCELLED')],
  ['usb.claimed', new DOMException('Unable to claim interface.', 'NetworkError')],
  ['usb.claimed', new DOMException('Unable to set device configuration.', 'NetworkError')],
  ['usb.claimed', new Error('claimInterface error: Error: LIBUSB_ERROR_BUSY')],
  ['usb.denied', new DOMException('Access denied.', 'SecurityError')],
  ['usb.denied', new Error('open error: Error: LIBUSB_ERROR_ACCESS')],
  ['usb.denied', new Error('open error: Error: LIBUSB_ERROR_NOT_SUPPORTED')],
  ['usb.failed', new DOMException('A transfer error has occurred.', 'NetworkError')],
  ['usb.failed', new DOMException('The device must be opened first.', 'InvalidStateError')],
  [
    'usb.failed',
    new DOMException(
      'The specified endpoint is not part of a claimed and selected alternate interface.',
      'NotFoundError'
    )
  ],
  ['usb.failed', new Error('transferIn error: Error: LIBUSB_ERROR_NO_MEM')],
  ['usb.failed', new Error('controlTransferIn error: Error: LIBUSB_TRANSFER_TIMED_OUT')],
  ['usb.failed', undefined],
  ['usb.failed', null],
  ['usb.failed', 'a string'],
  ['usb.failed', {}],
  ['usb.failed', { message: 7, name: {} }],
  ['usb.failed', new Error('x'.repeat(100_000))]
];

describe('usbFailure', () => {
  it.each(said)('%s: %s', (code, error) => {
    const failure = usbFailure(error, 'Dongle');
    expect(failure).toBeInstanceOf(WavepoolError);
    expect(failure.code).toBe(code);
    expect(failure.message).toContain('Dongle');
    expect(failure.message.length).toBeLessThan(500);
    expect(failure.cause).toBe(error);
  });

  it('says why, in the words of the host', () => {
    const { message } = usbFailure(new DOMException('A transfer error has occurred.', 'NetworkError'), 'Dongle');
    expect(message).toContain('NetworkError: A transfer error has occurred.');
  });

  it('hands back what is one of ours', () => {
    const ours = new WavepoolError('radio.busy', { radio: 'Dongle' });
    expect(usbFailure(ours, 'Other')).toBe(ours);
  });
});
