import { connectSocket } from '#lib/platform/node/tcp/connectSocket.ts';
import { bracketed, socketPeer } from '#lib/platform/node/tcp/socketPeer.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { openRtlTcp } from '#lib/radio/rtltcp/openRtlTcp.ts';
import type { RadioOpener } from './radioOpener.ts';
import { openResuming } from './openResuming.ts';
import { splitSpec } from './specPairs.ts';

const form = 'rtltcp:HOST:PORT, such as rtltcp:192.168.1.5:1234, or rtltcp:[2001:db8::5]:1234';
const usualPort = 1234;

/** A dongle behind an rtl_tcp server: librtlsdr's, ours (`wavepool rtltcp`), or one of the many others. */
export const rtltcp: RadioOpener = {
  scheme: 'rtltcp',
  help: `rtltcp:HOST:PORT         a dongle behind an rtl_tcp server; also ,gain= ,ppm= ,agc=on …`,
  open(rest, host) {
    const spec = `rtltcp:${rest}`;
    const { name, pairs } = splitSpec(spec, rest, form);
    const { address, port } = parseAddress(name, spec);
    const where = `${bracketed(address)}:${port}`;
    const open = async (signal: AbortSignal) => {
      const socket = await connectSocket(address, port, signal);
      return openRtlTcp(socketPeer(socket, where), host.clock, signal);
    };
    return openResuming({ open: () => open(host.signal), reopen: open }, pairs, host);
  }
};

function parseAddress(text: string, spec: string): { address: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:.%]+)\]|([^:[\]\s/]+))(?::(\d{1,5}))?$/.exec(text) as (string | undefined)[] | null;
  const port = Number(match?.[3] ?? usualPort);
  if (match === null || port < 1 || port > 65535)
    throw new WavepoolError('radio.bad-spec', { spec: spec.slice(0, 80), want: form });
  return { address: match[1] ?? match[2] ?? '', port };
}
