/** What a dongle's EEPROM says; '' for a string that is absent or broken. */
export interface RtlEeprom {
  readonly vendorId: number;
  readonly productId: number;
  readonly manufacturer: string;
  readonly product: string;
  readonly serial: string;
}

const stringsAt = 9;
/** Longest string that librtlsdr's tools write, UTF-16 units. */
const longest = 35;

/**
 * Reads the 256 bytes of the EEPROM: 28 32, vendor and product id, flags, then from byte 9 three USB string descriptors (length, 03, UTF-16).
 * A broken length ends it: nothing behind it can be found.
 *
 * @returns null for what does not begin as an RTL2832U's EEPROM does
 */
export function parseEeprom(bytes: Uint8Array): RtlEeprom | null {
  if (bytes.length < stringsAt || bytes[0] !== 0x28 || bytes[1] !== 0x32) return null;
  const strings = ['', '', ''];
  let at = stringsAt;
  for (const which of strings.keys()) {
    const length = at < bytes.length ? bytes[at] : 0;
    const broken = length < 2 || length % 2 !== 0 || length > 2 + 2 * longest;
    if (broken || bytes[at + 1] !== 0x03 || at + length > bytes.length) break;
    for (let unit = at + 2; unit < at + length; unit += 2)
      strings[which] += String.fromCharCode(bytes[unit] | (bytes[unit + 1] << 8));
    at += length;
  }
  const [manufacturer, product, serial] = strings;
  return { vendorId: bytes[2] | (bytes[3] << 8), productId: bytes[4] | (bytes[5] << 8), manufacturer, product, serial };
}
