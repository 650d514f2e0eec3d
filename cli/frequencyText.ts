/** A frequency as a table shows it: `433.920 MHz`, `-12.5 kHz`; `step` is how fine it has to be, Hz. */
export function frequencyText(hz: number, step: number): string {
  const size = Math.abs(hz);
  const [unit, name] = size >= 1e6 ? [1e6, 'MHz'] : size >= 1e3 ? [1e3, 'kHz'] : [1, 'Hz'];
  const digits = Math.min(6, Math.max(0, Math.ceil(Math.log10(unit / Math.max(step, 1e-3)))));
  return `${(hz / unit).toFixed(digits)} ${name}`;
}
