/** Building blocks of the WebAssembly binary format (WebAssembly Core Specification 2.0, chapter 5). */

/** Unsigned LEB128: seven bits a byte, lowest first, the top bit set on all but the last. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return bytes;
}

/** Signed LEB128 of a 32-bit integer: as above, ending where what is left is nothing but copies of the sign bit. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const signIsKept = (low & 0x40) === 0 ? rest === 0 : rest === -1;
    bytes.push(signIsKept ? low : low | 0x80);
    if (signIsKept) return bytes;
  }
}

/** A name: its length, then its characters (ASCII only: all that is needed here). */
export function name(text: string): number[] {
  return [...unsigned(text.length), ...Array.from(text, (character) => character.charCodeAt(0))];
}

/** A vector of things that are bytes already. */
export function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

/** Something preceded by its length in bytes: sections and function bodies. */
export function sized(bytes: readonly number[]): number[] {
  return [...unsigned(bytes.length), ...bytes];
}
