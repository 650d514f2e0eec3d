/** Fields of a message, most significant first: value and width in bits. */
export type Fields = readonly (readonly [value: number, width: number])[];

/** x^24 + x^23 + … : the parity polynomial of Mode S, ICAO Annex 10 Vol. IV, 3.1.2.3.3. */
const polynomial = 0xfff409;

/**
 * A long squitter, 112 bits: DF 17, capability 5, the aircraft's address, 56 bits of message, 24 bits of parity.
 *
 * @param fields 56 bits altogether
 */
export function extendedSquitter(icao: number, fields: Fields): Uint8Array {
  const bytes = new Uint8Array(14);
  let at = 0;
  for (const [value, width] of [[17, 5], [5, 3], [icao, 24], ...fields] as Fields) {
    for (let bit = width - 1; bit >= 0; bit--, at++) {
      if (Math.floor(value / (1 << bit)) % 2 === 1) bytes[at >> 3] |= 0x80 >> (at & 7);
    }
  }
  const parity = modeSParity(bytes.subarray(0, 11));
  bytes.set([parity >> 16, (parity >> 8) & 0xff, parity & 0xff], 11);
  return bytes;
}

/** Remainder of the bits, shifted by 24, after division by the parity polynomial. */
export function modeSParity(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x800000) === 0 ? crc << 1 : ((crc << 1) ^ polynomial) & 0xffffff;
  }
  return crc;
}
