import { sameRadio } from './radioRequest.ts';
import type { SourceRequest } from './receiverEngine.ts';

/** Whether two requests mean the same samples at the same rate: then what is on screen may stay as it is. */
export function sameSource(a: SourceRequest, b: SourceRequest | null): boolean {
  if (b === null || a.kind !== b.kind) return false;
  if (a.kind === 'sim') return b.kind === 'sim' && a.seed === b.seed && a.rate === b.rate;
  if (a.kind === 'usb')
    return (
      b.kind === 'usb' &&
      a.device !== null &&
      b.device !== null &&
      sameRadio(a.device, b.device) &&
      a.want.rate === b.want.rate &&
      a.want.sweep?.low === b.want.sweep?.low &&
      a.want.sweep?.high === b.want.sweep?.high
    );
  return b.kind === 'file' && a.files === b.files && a.rate === b.rate && a.format === b.format;
}
