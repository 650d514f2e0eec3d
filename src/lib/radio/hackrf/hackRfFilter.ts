/** Widths that the MAX2837's baseband filter has, Hz: its data sheet, table "RX lowpass filter". */
export const filterWidths = [
  1.75e6, 2.5e6, 3.5e6, 5e6, 5.5e6, 6e6, 7e6, 8e6, 9e6, 10e6, 12e6, 14e6, 15e6, 20e6, 24e6, 28e6
] as const;

/**
 * The filter that suits a rate: the widest that is no wider than three quarters of it, the narrowest if none is. What libhackrf sets by itself with
 * every rate.
 */
export function automaticFilter(rate: number): number {
  // Three quarters of a third are a little less than a whole number in a double.
  const most = 0.75 * rate + 0.5;
  return filterWidths.findLast((width) => width <= most) ?? filterWidths[0];
}
