import { readFileSync } from 'node:fs';

const mebibyte = 1024 * 1024;
/** More than 0.35 s of the fastest radio. */
const most = 32 * mebibyte;

/**
 * How much one radio may queue in transfers, bytes. Linux lends all programs together 16 MiB unless it is told otherwise, and says how much;
 * one radio takes five eighths of that. Other systems have no such limit. Undefined where it cannot be read.
 */
export function queueBytes(
  platform: string = process.platform,
  file = '/sys/module/usbcore/parameters/usbfs_memory_mb'
): number | undefined {
  if (platform !== 'linux') return most;
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
  if (!/^\d{1,9}$/.test(text)) return undefined;
  // 0: as much as there is.
  const limit = Number(text) * mebibyte;
  return limit === 0 ? most : Math.min(most, (limit * 5) / 8);
}
