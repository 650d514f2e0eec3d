/** A vendor request, as WebUSB names its parts. */
export interface UsbControlSetup {
  readonly requestType: 'standard' | 'class' | 'vendor';
  readonly recipient: 'device' | 'interface' | 'endpoint' | 'other';
  readonly request: number;
  readonly value: number;
  readonly index: number;
}

export interface UsbInResult {
  readonly data?: DataView | undefined;
  readonly status?: 'ok' | 'stall' | 'babble' | undefined;
}

export interface UsbOutResult {
  readonly bytesWritten: number;
  readonly status?: 'ok' | 'stall' | 'babble' | undefined;
}

/**
 * The part of WebUSB's `USBDevice` that drivers use. A browser's own object is one; so are Node's (platform/node) and the emulated ones of
 * the tests. Calls reject with whatever the host throws: `usbFailure` tells what that means.
 */
export interface UsbDevice {
  readonly vendorId: number;
  readonly productId: number;
  readonly manufacturerName?: string | undefined;
  readonly productName?: string | undefined;
  readonly serialNumber?: string | undefined;
  /** The device's own version, as its descriptor has it: 0x0107 is 1, 0 and 7. */
  readonly deviceVersionMajor?: number | undefined;
  readonly deviceVersionMinor?: number | undefined;
  readonly deviceVersionSubminor?: number | undefined;
  /** Bytes that may be queued in transfers altogether, where the host tells. */
  readonly queueBytes?: number | undefined;
  readonly opened: boolean;
  /** The configuration in force; null or undefined before one is selected. */
  readonly configuration?: unknown;
  open(): Promise<void>;
  close(): Promise<void>;
  selectConfiguration(value: number): Promise<void>;
  claimInterface(number: number): Promise<void>;
  releaseInterface(number: number): Promise<void>;
  controlTransferIn(setup: UsbControlSetup, length: number): Promise<UsbInResult>;
  controlTransferOut(setup: UsbControlSetup, data?: Uint8Array<ArrayBuffer>): Promise<UsbOutResult>;
  /** Bulk or interrupt IN. Several may wait at once; they are answered in order. */
  transferIn(endpoint: number, length: number): Promise<UsbInResult>;
  /**
   * Hands back the memory of an answer's data, which nobody reads any more: the device may use it for another transfer. Only where a host's
   * transfers take memory of their own.
   */
  giveBack?(endpoint: number, data: ArrayBufferLike): void;
  clearHalt(direction: 'in' | 'out', endpoint: number): Promise<void>;
}
