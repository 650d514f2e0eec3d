import { enumerateSoapy } from '#lib/platform/node/soapy/enumerateSoapy.ts';
import type { SoapyFindAnswer } from '#lib/platform/node/soapy/findSoapy.ts';
import { toFailure } from '#lib/platform/node/soapy/soapyMessages.ts';
import type { SoapyKwargs } from '#lib/radio/soapy/soapyDevice.ts';

/** The process that looks for SoapySDR's radios. Ctrl+C reaches it too; who started it ends it. */
process.on('SIGINT', () => undefined);
process.send?.(answer(process.argv[2] ?? '{}'));

function answer(args: string): SoapyFindAnswer {
  try {
    return { ok: enumerateSoapy(JSON.parse(args) as SoapyKwargs) };
  } catch (error) {
    return { failed: toFailure(error) };
  }
}
