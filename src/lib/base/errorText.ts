/**
 * The one catalogue of error words. Each text says what happened and what to do next; `{name}` is filled from the error's facts.
 * A new error is a line here; codes are stable because scripts match on them.
 */
const texts = {
  'file.empty': '{name} is empty: there are no samples in it. Pick another file, or record it again.',
  'file.truncated': '{name} ends early: {have} of {want} bytes are there. What is readable was read.',
  'file.unknown-format':
    'The sample format of {name} is not known. Name it: --format cu8, cs8, cs16, cf32, u8, s8, s16 or f32 (on the page: Format).',
  'file.no-rate': 'The sample rate of {name} is not known. Name it: --rate HZ (on the page: Sample rate).',
  'file.not-samples': '{name} holds no samples that can be shown ({why}). {hint}',
  'file.mislabelled': '{name} is not what its name says: {why}. Correct the name, or say what it is with --format.',
  'file.bad-metadata': 'The metadata of {name} cannot be used: {why}.',
  'file.missing-part': '{name} needs {part} beside it. Open both together.',
  'file.not-found': '{name} cannot be opened: {why}.',
  'file.not-written': '{name} cannot be written: {why}.',
  'file.too-large': '{name} is too large for this: {why}.',
  'option.bad-value': '{option} cannot be {value}: {want}.',
  'radio.range': '{what} {value} is outside what {radio} can do: {want}.',
  'radio.busy': '{radio} is already streaming. Stop it first.',
  'radio.closed': '{radio} is closed. Open it again.',
  'radio.bad-setting': '{radio} cannot set {setting} to {value}: {want}.',
  'radio.not-locked':
    'The tuner of {radio} finds no lock at {center} Hz. Tune a little beside it; if it never locks, the radio is too hot or broken.',
  'radio.no-tuner':
    '{radio} answers, but its tuner is none that is known here ({found}). Its signal inputs can still be used: choose direct sampling.',
  'radio.old-firmware': 'The firmware {version} of {radio} is too old for this: {want}.',
  'radio.silent':
    '{radio} sends no samples any more. Unplug it, wait a moment and plug it in again; try another port or a shorter cable.',
  'radio.none': 'No {kind} is plugged in. Plug one in and try again; wavepool doctor shows what is there.',
  'usb.unplugged': '{radio} was unplugged. Receiving goes on by itself when it is back.',
  'usb.claimed':
    '{radio} is held by another program, or by a driver of this system. Close the other program or tab; wavepool doctor, and Help on the page, tell how to free it.',
  'usb.denied':
    '{radio} may not be opened here: this system keeps it to itself. wavepool doctor, and Help on the page, tell what to change.',
  'usb.failed': '{radio} does not do what it is told ({why}). Unplug it, plug it in again, and retry.',
  'net.refused': '{where} does not answer: {why}. Is the server running there, and is the port open?',
  'net.closed': 'The connection to {where} was closed by the other side. It is tried again by itself.',
  'net.cannot-listen': 'Nothing can listen on {where}: {why}. Choose others: --host ADDRESS --port N.',
  'net.protocol': '{where} does not speak {protocol}: {why}.',
  'gps.bad-spec': 'The GPS receiver {spec} is not known. Use {want}.',
  'gps.silent': 'Nothing comes from {port}. Is it the GPS receiver, and is it switched on?',
  'gps.no-nmea':
    '{port} sends something, but no NMEA 0183 at {rates} Bd. Choose another port, or set the receiver to NMEA at one of these rates.',
  'gps.cannot-open': '{port} cannot be opened: {why}. Another program, tab or gpsd may hold it, or you may not use it.',
  'gps.lost': '{port} is gone. It is used again by itself when it is back.',
  'soapy.missing': 'SoapySDR is not installed ({why}). Install it: {hint}.',
  'soapy.failed': 'SoapySDR cannot do that with {radio}: {why}.',
  'soapy.stream': '{radio} broke off its stream ({why}). Look after its cable or network, and start it again.',
  'radio.bad-spec': 'The radio {spec} is not known. Use {want}.',
  'engine.failed': 'The receiver of this page stopped ({why}). Reload the page.',
  'gpu.lost': 'The GPU cannot be used any more ({why}). The work goes on with the processor.',
  'host.missing': '{what} is missing here: {why}. {hint}',
  'relay.port-taken': 'Port {port} is taken on {host}. Stop what uses it, or choose another: --port N.',
  'relay.cannot-listen':
    'The relay cannot listen on {host}, port {port}: {why}. Choose others: --host ADDRESS --port N.',
  'relay.folder-in-use':
    'Another relay (process {pid}) works in the folder {folder}. Stop it, or choose another folder: --data DIR.',
  'relay.folder': 'The folder {folder} cannot be written: {why}. Choose another: --data DIR.',
  'relay.no-page': 'The page is not built yet ({folder} is missing). Run: npm run build'
} as const;

export type ErrorCode = keyof typeof texts;

export function errorText(code: ErrorCode, facts: Readonly<Record<string, string | number>>): string {
  return texts[code].replace(/\{(\w+)\}/g, (whole, name: string) => (name in facts ? String(facts[name]) : whole));
}
