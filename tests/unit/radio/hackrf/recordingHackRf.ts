import type { UsbControlSetup, UsbDevice } from '#lib/radio/usb/usbDevice.ts';

/** A vendor request as the vectors have it: direction, request, value, index, data in hexadecimal. */
export type Request = readonly ['in' | 'out', number, number, number, string];

export interface RecordingOptions {
  /** bcdDevice; null: a host that hides it. */
  readonly api?: number | null;
  /** Requests that the firmware answers in its own way. */
  readonly answer?: (setup: UsbControlSetup) => Uint8Array | 'stall' | Error | undefined;
  readonly serialNumber?: string;
}

/** A HackRF that answers requests and notes them. It has no samples. */
export function recordingHackRf({ api = 0x0107, answer, serialNumber = '' }: RecordingOptions = {}) {
  const requests: Request[] = [];
  const calls: string[] = [];
  const say = (name: string) => () => {
    calls.push(name);
    return Promise.resolve();
  };
  const answers: Readonly<Record<number, Uint8Array>> = {
    14: Uint8Array.of(2),
    15: new TextEncoder().encode('2022.09.1'),
    18: Uint8Array.from([...new Uint8Array(16), 0xc8, 0x63, 0x60, 0xa0, 1, 0, 0, 0]),
    19: Uint8Array.of(1),
    20: Uint8Array.of(1)
  };
  const device: UsbDevice = {
    vendorId: 0x1d50,
    productId: 0x6089,
    productName: 'HackRF One',
    serialNumber,
    ...(api === null
      ? {}
      : {
          deviceVersionMajor: api >> 8,
          deviceVersionMinor: (api >> 4) & 15,
          deviceVersionSubminor: api & 15
        }),
    opened: false,
    configuration: {},
    open: say('open'),
    close: say('close'),
    selectConfiguration: say('select'),
    claimInterface: say('claim'),
    releaseInterface: say('release'),
    clearHalt: say('clear'),
    transferIn: () => new Promise(() => undefined),
    controlTransferIn: (setup) => {
      const given = answer?.(setup) ?? answers[setup.request];
      if (given instanceof Error) return Promise.reject(given);
      if (given === 'stall') return Promise.resolve({ status: 'stall' });
      const data = Uint8Array.from(given);
      requests.push(['in', setup.request, setup.value, setup.index, hex(data)]);
      return Promise.resolve({ status: 'ok', data: new DataView(data.buffer) });
    },
    controlTransferOut: (setup, data = new Uint8Array(0)) => {
      const given = answer?.(setup);
      if (given instanceof Error) return Promise.reject(given);
      if (given === 'stall') return Promise.resolve({ status: 'stall', bytesWritten: 0 });
      requests.push(['out', setup.request, setup.value, setup.index, hex(data)]);
      return Promise.resolve({ status: 'ok', bytesWritten: data.length });
    }
  };
  return { device, requests, calls };
}

function hex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
