import type { Clock } from '#lib/base/clock.ts';
import type { UsbDevice } from '#lib/radio/usb/usbDevice.ts';

/**
 * The same device on a host that is late: what transfers brought reaches their reader only when `release` says, in the order in which it came. The device goes on
 * meanwhile with what is queued, so a long pause runs it dry.
 *
 * @param release time (s of the clock) at which something that came at `now` is handed over
 */
export function lateHost(device: UsbDevice, clock: Clock, release: (now: number) => number): UsbDevice {
  let last: Promise<unknown> = Promise.resolve();
  const late = async <T>(answer: Promise<T>): Promise<T> => {
    const result = await answer.then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      }
    );
    const before = last;
    const handed = Promise.withResolvers<undefined>();
    last = handed.promise;
    await clock.until(release(clock.now()));
    await before;
    handed.resolve(undefined);
    return result();
  };
  return {
    vendorId: device.vendorId,
    productId: device.productId,
    get opened() {
      return device.opened;
    },
    get configuration() {
      return device.configuration;
    },
    open: () => device.open(),
    close: () => device.close(),
    selectConfiguration: (value) => device.selectConfiguration(value),
    claimInterface: (number) => device.claimInterface(number),
    releaseInterface: (number) => device.releaseInterface(number),
    controlTransferIn: (setup, length) => device.controlTransferIn(setup, length),
    controlTransferOut: (setup, data) => device.controlTransferOut(setup, data),
    transferIn: (endpoint, length) => late(device.transferIn(endpoint, length)),
    clearHalt: (direction, endpoint) => device.clearHalt(direction, endpoint)
  };
}
