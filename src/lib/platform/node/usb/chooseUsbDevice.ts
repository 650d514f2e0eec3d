/** What tells two dongles of one kind apart. */
export interface UsbTraits {
  readonly serialNumber?: string | undefined;
  /** Socket it is plugged into. */
  readonly place: string;
}

export interface UsbWish {
  readonly serial?: string | undefined;
  /** Counts, in order of sockets, what else fits; from 0. */
  readonly index?: number | undefined;
}

/**
 * The device that somebody wishes for, or null. Serial numbers may be empty, or the same on all dongles of one make: then the index decides.
 * @param devices in order of their sockets
 */
export function chooseUsbDevice<T extends UsbTraits>(devices: readonly T[], { serial, index }: UsbWish): T | null {
  const fitting = serial === undefined ? devices : devices.filter((one) => (one.serialNumber ?? '') === serial);
  return fitting.at(index ?? 0) ?? null;
}

/**
 * The device that was used before and has been away, or null while it is not back: the one with its serial number, where that tells it from the
 * others; else the one in its socket; else the only one, for a dongle that was moved to another socket.
 * @param taken true for devices that are in use
 */
export function findAgain<T extends UsbTraits>(
  devices: readonly T[],
  before: UsbTraits,
  taken: (device: T) => boolean
): T | null {
  const free = devices.filter((one) => !taken(one));
  const serial = before.serialNumber ?? '';
  const same = free.filter((one) => (one.serialNumber ?? '') === serial);
  const inPlace = same.find(({ place }) => place === before.place);
  if (inPlace !== undefined) return inPlace;
  return same.length === 1 && (serial !== '' || devices.length === 1) ? same[0] : null;
}
