import type { HostSystem } from './hostSystem.ts';

/** Where the help on connecting stands. */
const helpPath = '/help/connect';

/** Paragraphs of the help that a failure leads to; the systems have one each besides. */
type Paragraph =
  | 'windows'
  | 'linux'
  | 'android'
  | 'chromeos'
  | 'macos'
  | 'held'
  | 'list'
  | 'cable'
  | 'tuner'
  | 'firmware'
  | 'lock'
  | 'browser';

const bySystem: Readonly<Record<HostSystem, Paragraph>> = {
  windows: 'windows',
  linux: 'linux',
  android: 'android',
  chromeos: 'chromeos',
  macos: 'macos',
  ios: 'browser',
  other: 'list'
};

/**
 * The address of the paragraph that tells what to do about a failure on a system; null when the words of the failure say it all.
 * @param code of a failure of a radio, from the catalogue
 */
export function helpAddress(code: string, system: HostSystem): string | null {
  const paragraph = paragraphOf(code, system);
  return paragraph === null ? null : `${helpPath}#${paragraph}`;
}

function paragraphOf(code: string, system: HostSystem): Paragraph | null {
  switch (code) {
    case 'usb.denied':
      return bySystem[system];
    case 'usb.claimed':
      // Linux binds a television driver to the dongle; elsewhere it is another program or tab.
      return system === 'linux' || system === 'windows' ? bySystem[system] : 'held';
    case 'usb.failed':
      // Without WinUSB some Windows versions open the device and then do nothing with it.
      return system === 'windows' ? 'windows' : 'cable';
    case 'radio.silent':
      return 'cable';
    case 'radio.none':
      return 'list';
    case 'radio.no-tuner':
      return 'tuner';
    case 'radio.old-firmware':
      return 'firmware';
    case 'radio.not-locked':
      return 'lock';
    case 'host.missing':
      return 'browser';
    default:
      return null;
  }
}
