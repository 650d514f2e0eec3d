import { printable } from '../usb/deviceName.ts';
import type { UsbDevice } from '../usb/usbDevice.ts';
import type { RtlEeprom } from './rtlEeprom.ts';
import type { RtlBoard } from './tuner.ts';

/** What a dongle says of itself, made readable. */
export interface RtlIdentity {
  readonly board: RtlBoard;
  /** Its maker's name for it; '' where it has only the one that all have. */
  readonly product: string;
  readonly serial: string;
  /** HF comes in past the tuner, on input Q: what a Blog V3 does. */
  readonly directHf: boolean;
  readonly notices: readonly string[];
}

/** Strings that say nothing: the chip's maker wrote them for everybody. */
const common = /^(RTL28\d\d\w*|Realtek)?$/i;
const boards: Readonly<Record<string, RtlBoard>> = { 'Blog V4': 'blog-v4', 'Blog V4L': 'blog-v4l' };

/**
 * Reads the strings of a dongle: those that USB gives, else those in its EEPROM. They may be anything; a serial that is none is said so in a
 * notice, because two such dongles cannot be told apart.
 */
export async function rtlIdentity(
  device: Pick<UsbDevice, 'manufacturerName' | 'productName' | 'serialNumber'>,
  readEeprom: () => Promise<RtlEeprom | null>
): Promise<RtlIdentity> {
  const told: unknown[] = [device.manufacturerName, device.productName];
  const eeprom = told.some((text) => typeof text !== 'string' || text === '') ? await readEeprom() : null;
  const raw = {
    maker: device.manufacturerName || eeprom?.manufacturer || '',
    product: device.productName || eeprom?.product || '',
    serial: device.serialNumber || eeprom?.serial || ''
  };
  const [maker, product, serial] = [raw.maker, raw.product, raw.serial].map(printable);
  const blog = maker === 'RTLSDRBlog';
  const notices: string[] = [];
  if (serial !== raw.serial || serial.includes('\ufffd'))
    notices.push(
      'The serial number in the memory of this dongle cannot be read as it is. Dongles like that are told apart by their sockets alone; rtl_eeprom -s writes a new one.'
    );
  if (product !== raw.product || maker !== raw.maker)
    notices.push('The name in the memory of this dongle cannot be read as it is.');
  return {
    board: (blog ? boards[product] : undefined) ?? 'plain',
    product: common.test(product) ? '' : blog ? `RTL-SDR ${product}` : product,
    serial,
    directHf: blog && product.startsWith('Blog V3'),
    notices
  };
}
