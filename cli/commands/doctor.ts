import type { Command, CommandIo, OptionValues } from '../command.ts';
import type { Finding } from '../doctor/finding.ts';
import { version } from '../version.ts';

/** `wavepool doctor`: what this machine has, what it lacks, and what to do about it. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'what this machine can do, and what to do about the rest',
  help: `wavepool doctor [--json]

Looks at this machine: processor, memory, Node, packages, Chromium, GPU, USB, radios that are plugged in
(who holds them, and how to free them), GPS, the relay's port and folder. Exit code 1 when something that is needed is missing.`,
  options: { json: { type: 'boolean' } },
  argument: null,
  run
};

async function run(_: string, values: OptionValues, io: CommandIo): Promise<number> {
  const [{ machine }, { software }, { service }, { radios }, { soapy }, { gps }] = await Promise.all([
    import('../doctor/machine.ts'),
    import('../doctor/software.ts'),
    import('../doctor/service.ts'),
    import('../doctor/radios.ts'),
    import('../doctor/soapy.ts'),
    import('../doctor/gps.ts')
  ]);
  const findings: Finding[] = [
    ...machine(),
    ...software(),
    // One after the other: SoapySDR opens the radios that it looks at.
    ...(await radios()),
    ...(await soapy()),
    ...(await gps()),
    ...(await service())
  ];
  const lacking = findings.filter((finding) => finding.state === 'missing');
  if (values.json === true) io.out(`${JSON.stringify({ version, ok: lacking.length === 0, findings })}\n`);
  else {
    io.out(`wavepool ${version}\n`);
    const marks = { ok: 'ok     ', note: 'note   ', missing: 'MISSING' } as const;
    for (const { name, state, fact, advice } of findings) {
      io.out(`${marks[state]} ${name.padEnd(14)} ${fact}\n`);
      for (const line of advice === '' ? [] : advice.split('\n')) io.out(`${' '.repeat(23)}${line}\n`);
    }
    io.out(
      lacking.length === 0
        ? 'Nothing that is needed is missing.\n'
        : `Missing: ${lacking.map(({ name }) => name).join(', ')}.\n`
    );
  }
  return lacking.length === 0 ? 0 : 1;
}
