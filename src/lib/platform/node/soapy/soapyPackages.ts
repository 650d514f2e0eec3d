/**
 * What to type to get SoapySDR and its drivers.
 * @param platform as `process.platform`
 * @param distributions the system's own name and those it is like, as /etc/os-release has them in ID and ID_LIKE
 */
export function soapyPackages(platform: string, distributions: readonly string[]): string {
  if (platform === 'darwin') return 'brew install soapysdr (and a module for the radio, such as soapyrtlsdr)';
  if (platform === 'win32') return 'the PothosSDR package for Windows, with "Add to PATH"';
  for (const name of distributions) if (Object.hasOwn(commands, name)) return commands[name];
  return `the packages of this system: ${Object.values(commands).slice(0, 3).join('; ')}`;
}

const commands: Readonly<Record<string, string>> = {
  debian: 'apt-get install libsoapysdr0.8 soapysdr-module-all',
  fedora: 'dnf install SoapySDR soapy-rtlsdr',
  arch: 'pacman -S soapysdr soapyrtlsdr',
  ubuntu: 'apt-get install libsoapysdr0.8 soapysdr-module-all',
  alpine: 'apk add soapy-sdr soapy-sdr-libs',
  suse: 'zypper install soapy-sdr',
  opensuse: 'zypper install soapy-sdr'
};

/** The distributions that a text like /etc/os-release names, nearest first. */
export function parseOsRelease(text: string): string[] {
  const value = (key: string) => new RegExp(`^${key}=["']?([^"'\\n]{0,200})`, 'm').exec(text)?.[1] ?? '';
  return `${value('ID')} ${value('ID_LIKE')}`.toLowerCase().split(/\s+/).filter(Boolean);
}
