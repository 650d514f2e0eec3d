/**
 * Gain after so many steps, dB: LNA and mixer step up in turn, the LNA first. The last mixer steps add next to nothing; they are no gains that
 * anybody can ask for, but they have to be counted. Facts: librtlsdr's gain list and the registers in its transfers.
 */
const steps = [
  0, 0.9, 1.4, 2.7, 3.7, 7.7, 8.7, 12.5, 14.4, 15.7, 16.6, 19.7, 20.7, 22.9, 25.4, 28, 29.7, 32.8, 33.8, 36.4, 37.2,
  38.6, 40.2, 42.1, 43.4, 43.9, 44.5, 48, 48.3, 49.6, 48.8
];

/** The gains of an R82xx in manual mode, dB. */
export const r82xxGains: readonly number[] = steps.filter((gain) => gain !== 48.3 && gain !== 48.8);

/** The first step that gives `db`, the last for more than there is. @returns what it gives, and the settings of LNA and mixer */
export function r82xxGainStep(db: number): { gain: number; lna: number; mixer: number } {
  const found = steps.findIndex((gain) => gain >= db);
  const step = found === -1 ? steps.length - 1 : found;
  return { gain: steps[step], lna: Math.ceil(step / 2), mixer: Math.floor(step / 2) };
}
