import { findSoapy } from '#lib/platform/node/soapy/findSoapy.ts';
import { openSoapyLink } from '#lib/platform/node/soapy/soapyThread.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { SoapyOpened } from '#lib/radio/soapy/soapyLink.ts';
import { SoapyRadio } from '#lib/radio/soapy/soapyRadio.ts';
import { parseSoapySpec, type SoapySpec } from '#lib/radio/soapy/soapySpec.ts';
import type { RadioHost, RadioOpener } from './radioOpener.ts';
import { readWant } from './readWant.ts';

/** Of the pairs in a SPEC these are never SoapySDR's. */
const ours = ['center', 'rate', 'gain', 'ppm'];

/** A radio through SoapySDR and its drivers, here or behind a SoapyRemote server. */
export const soapy: RadioOpener = {
  scheme: 'soapy',
  help: `soapy:driver=NAME[,…]    a radio through SoapySDR (driver=rtlsdr, remote, …); which of several:
                         ,serial=S ,channel=N ,format=cs16; set up: ,gain=28 ,antenna=RX …
                         soapy:remote=tcp://HOST:PORT,remote:driver=NAME over the network`,
  async open(rest, host) {
    const given = parseSoapySpec(rest);
    const pairs = Object.entries(given.args);
    const args = Object.fromEntries(pairs.filter(([key]) => !ours.includes(key)));
    const spec = await choose({ ...given, args }, host);
    const link = await openSoapyLink(soapyWorker, spec, host.signal);
    const radio = new SoapyRadio({ link, clock: host.clock });
    try {
      const want = readWant(radio.info, settingsAmong(pairs, link.opened));
      if (Object.keys(want).length > 0) await radio.configure(want);
      return radio;
    } catch (error) {
      await radio.close();
      throw error;
    }
  }
};

/** The file that runs SoapySDR. */
const soapyWorker = new URL('../workers/soapy.worker.ts', import.meta.url);
/** The program that looks for its radios. */
export const soapyFinder = new URL('../workers/soapyFind.ts', import.meta.url);

/** What is the radio's own, whether written as the driver has it or as we do; the rest went to SoapySDR. */
function settingsAmong(pairs: readonly [string, string][], { info, texts }: SoapyOpened): [string, string][] {
  const keys = new Map([...ours, ...info.settings.map(({ key }) => key)].map((key) => [bare(key), key]));
  return pairs.flatMap(([name, value]): [string, string][] => {
    const key = keys.get(bare(name));
    return key === undefined || texts.includes(name) ? [] : [[key, value]];
  });
}

function bare(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Without a driver, the first radio that SoapySDR finds; sound cards are none. @throws WavepoolError `radio.none` */
async function choose(spec: SoapySpec, host: RadioHost): Promise<SoapySpec> {
  if (Object.hasOwn(spec.args, 'driver')) return spec;
  const { devices } = await findSoapy(soapyFinder, spec.args, host.signal);
  const radios = devices.filter(({ driver }) => driver !== 'audio');
  if (radios.length === 0) throw new WavepoolError('radio.none', { kind: 'radio that SoapySDR knows' });
  if (radios.length > 1) {
    const all = radios.map(({ driver, serial = '', label = '' }) => `driver=${driver},serial=${serial}: ${label}`);
    host.notice(`SoapySDR finds ${radios.length} radios; the first is taken (${all.slice(0, 8).join('; ')}).`);
  }
  return { ...spec, args: { ...radios[0], ...spec.args } };
}
