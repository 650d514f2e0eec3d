/** What is kept queued of a bulk endpoint: so many transfers of so many bytes. */
export interface TransferPlan {
  readonly length: number;
  readonly count: number;
}

const unit = 16 * 1024;
const longest = 256 * 1024;
/** Altogether, where the host does not tell: Linux lends all programs together 16 MiB for transfers unless it is told otherwise. */
const usualBytes = 10 * 1024 * 1024;
const transferSeconds = 0.01;
/** A reader that is stopped for 200 ms must lose nothing, whatever else the host is late with. */
const queuedSeconds = 0.35;

/** Fewer than this cannot keep an endpoint busy. */
export const fewestTransfers = 4;

/** Transfers of about 10 ms, a multiple of 16 KiB each, which hold about 0.35 s together. @param byteRate bytes per second @param mostBytes altogether */
export function transferPlan(byteRate: number, mostBytes = usualBytes): TransferPlan {
  const length = Math.min(longest, unit * Math.max(1, Math.round((byteRate * transferSeconds) / unit)));
  const wanted = Math.ceil((byteRate * queuedSeconds) / length) + 1;
  return { length, count: Math.max(fewestTransfers, Math.min(wanted, Math.floor(mostBytes / length))) };
}
