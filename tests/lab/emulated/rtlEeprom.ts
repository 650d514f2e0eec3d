/** The 256 bytes of an RTL2832U's EEPROM: signature, ids, switches (serial there, remote wakeup off), then its three strings as USB has them. */
export function rtlEeprom(vendorId: number, productId: number, strings: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(256).fill(0xff);
  bytes.set([0x28, 0x32, vendorId & 255, vendorId >> 8, productId & 255, productId >> 8, 0xa5, 0x16, 0x02]);
  let at = 9;
  for (const text of strings) {
    const fits = text.slice(0, Math.max(0, Math.min(126, (bytes.length - at - 2) >> 1)));
    if (at + 2 > bytes.length) break;
    bytes.set([2 * fits.length + 2, 3], at);
    for (let i = 0; i < fits.length; i++) {
      bytes[at + 2 + 2 * i] = fits.charCodeAt(i) & 255;
      bytes[at + 3 + 2 * i] = fits.charCodeAt(i) >> 8;
    }
    at += 2 + 2 * fits.length;
  }
  return bytes;
}
