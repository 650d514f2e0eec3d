import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { findSoapy } from '#lib/platform/node/soapy/findSoapy.ts';
import { soapyFinder } from '../radios/soapy.ts';
import { note, ok, type Finding } from './finding.ts';

/** Drivers may look for their radios in the whole network. */
const patienceMs = 15_000;
const most = 8;

/** SoapySDR: whether it is installed, and what it finds. */
export async function soapy(): Promise<Finding[]> {
  try {
    const { version, path, devices } = await findSoapy(soapyFinder, {}, AbortSignal.timeout(patienceMs));
    const library = ok('SoapySDR', `${version} (${path})`);
    const radios = devices.filter(({ driver }) => driver !== 'audio');
    if (radios.length === 0) {
      const advice =
        'A radio that should be there: is it plugged in, and is its module installed? SoapySDRUtil --info lists them.';
      return [library, note('SoapySDR radios', 'none found', advice)];
    }
    return [library, ...radios.slice(0, most).map((radio) => ok('SoapySDR radio', describe(radio)))];
  } catch (error) {
    if (error instanceof WavepoolError && error.code === 'soapy.missing')
      return [
        note(
          'SoapySDR',
          `not installed (${error.facts.why})`,
          `Only radios that speak through it need it. Install it: ${error.facts.hint}.`
        )
      ];
    const why = error instanceof Error ? error.message : String(error);
    return [
      note('SoapySDR', `does not answer: ${why}`, 'One of its modules may hang: SoapySDRUtil --find tells which.')
    ];
  }
}

function describe(radio: Readonly<Record<string, string | undefined>>): string {
  const { label, driver = '', serial } = radio;
  const spec = `soapy:driver=${driver}${serial === undefined || serial === '' ? '' : `,serial=${serial}`}`;
  return `${label === undefined || label === '' ? driver : label} (--radio ${spec})`;
}
