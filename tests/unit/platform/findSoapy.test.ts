import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { findSoapy } from '#lib/platform/node/soapy/findSoapy.ts';

const folder = mkdtempSync(join(tmpdir(), 'wavepool-find-soapy-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program in place of the one that asks SoapySDR. */
function program(name: string, source: string): URL {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, source);
  return pathToFileURL(path);
}

const never = new AbortController().signal;
const found = { path: 'lib', version: '0.8', devices: [{ driver: 'x' }] };

describe('looking for SoapySDR’s radios', () => {
  it('hands over what was found, whatever else is done in the end', async () => {
    const answering = program('answer', `process.send({ ok: ${JSON.stringify(found)} }); setInterval(() => {}, 1000);`);
    await expect(findSoapy(answering, {}, never)).resolves.toEqual(found);
  });

  it('tells the arguments, and brings errors back with their codes', async () => {
    const source =
      "process.send({ failed: { code: 'soapy.missing', facts: { why: JSON.parse(process.argv[2]).driver, hint: 'h' }, message: '' } });";
    const failing = findSoapy(program('fail', source), { driver: 'none' }, never);
    await expect(failing).rejects.toMatchObject({ code: 'soapy.missing', facts: { why: 'none' } });
  });

  it('survives a module that ends the process', async () => {
    const crashing = findSoapy(program('crash', "process.kill(process.pid, 'SIGKILL');"), {}, never);
    await expect(crashing).rejects.toMatchObject({ code: 'soapy.failed' });
  });

  it('ends one that hangs when it is called off', async () => {
    const control = new AbortController();
    const reason = new Error('enough');
    const hanging = findSoapy(program('hang', 'for (;;);'), {}, control.signal);
    setTimeout(() => control.abort(reason), 50);
    await expect(hanging).rejects.toBe(reason);
  });
});
