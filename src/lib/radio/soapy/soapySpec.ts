import { WavepoolError } from '#lib/base/wavepoolError.ts';

/** What stands behind `soapy:`. */
export interface SoapySpec {
  /** Everything that is SoapySDR's and its drivers': driver, serial, remote, … */
  readonly args: Readonly<Record<string, string>>;
  /** Receive channel, from 0. */
  readonly channel: number;
  /** Sample format to ask the driver for; null for the best. */
  readonly format: string | null;
}

const mostKeys = 64;
const usage = 'soapy:driver=NAME[,serial=…][,channel=N][,format=NAME][,KEY=VALUE]…';

/**
 * Reads `driver=rtlsdr,serial=1,channel=0`. Samples come over TCP from a SoapyRemote server unless `remote:prot` says otherwise: over UDP
 * what is lost goes unsaid.
 * @throws WavepoolError `radio.bad-spec`
 */
export function parseSoapySpec(text: string): SoapySpec {
  const args: Record<string, string> = {};
  const parts = text.split(',').filter((part) => part.trim() !== '');
  if (parts.length > mostKeys) throw bad(text);
  for (const part of parts) {
    const equals = part.indexOf('=');
    const key = part.slice(0, Math.max(0, equals)).trim();
    // A string of C ends at the first zero.
    if (key === '' || Object.hasOwn(args, key) || key === '__proto__' || /\p{Cc}/u.test(part)) throw bad(text);
    args[key] = part.slice(equals + 1).trim();
  }
  const { channel = '0', format = '', ...rest } = args;
  if (!/^\d{1,4}$/.test(channel) || rest.driver === '') throw bad(text);
  // Without a driver, SoapySDR would look for another radio when the server does not answer.
  const driver = Object.hasOwn(rest, 'remote') && !Object.hasOwn(rest, 'driver') ? { driver: 'remote' } : {};
  const whole: Record<string, string> = { ...driver, ...rest };
  const carried = whole.driver === 'remote' ? { 'remote:prot': 'tcp' } : {};
  return { args: { ...carried, ...whole }, channel: Number(channel), format: format === '' ? null : format };
}

function bad(text: string): WavepoolError {
  return new WavepoolError('radio.bad-spec', { spec: `soapy:${text.slice(0, 80)}`, want: usage });
}
