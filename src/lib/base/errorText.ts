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
  'file.too-large': '{name} is too large for this: {why}.',
  'option.bad-value': '{option} cannot be {value}: {want}.',
  'radio.range': '{what} {value} is outside what {radio} can do: {want}.',
  'radio.busy': '{radio} is already streaming. Stop it first.',
  'radio.closed': '{radio} is closed. Open it again.',
  'radio.bad-spec': 'The radio {spec} is not known. Use {want}.',
  'engine.failed': 'The receiver of this page stopped ({why}). Reload the page.',
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
