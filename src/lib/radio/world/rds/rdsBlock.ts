/** Offset words of the blocks of an RDS group, which tell a receiver where it is: IEC 62106, table of offset words. */
export const rdsOffsets = { A: 0x0fc, B: 0x198, C: 0x168, D: 0x1b4 } as const;

/** x^10 + x^8 + x^7 + x^5 + x^4 + x^3 + 1, IEC 62106. */
const generator = 0x5b9;

/** 16 bits of information with their 10-bit checkword: the remainder of the shifted information, plus the block's offset word. */
export function rdsBlock(information: number, offset: keyof typeof rdsOffsets): number {
  let remainder = information << 10;
  for (let bit = 25; bit >= 10; bit--) {
    if (((remainder >> bit) & 1) === 1) remainder ^= generator << (bit - 10);
  }
  return (information << 10) | (remainder ^ rdsOffsets[offset]);
}
