/** What the page runs on, as far as USB is concerned. */
export type HostSystem = 'windows' | 'linux' | 'android' | 'chromeos' | 'macos' | 'ios' | 'other';

export const systemNames: Readonly<Record<HostSystem, string>> = {
  windows: 'Windows',
  linux: 'Linux',
  android: 'Android',
  chromeos: 'ChromeOS',
  macos: 'macOS',
  ios: 'iPhone and iPad',
  other: 'this system'
};

/** In this order: an Android browser says Linux too, and an iPad says Mac. */
const signs: readonly (readonly [RegExp, HostSystem])[] = [
  [/android/i, 'android'],
  [/cros|chrome ?os|chromium os/i, 'chromeos'],
  [/iphone|ipad|ipod|^ios$/i, 'ios'],
  [/windows|win32|win64/i, 'windows'],
  [/mac/i, 'macos'],
  [/linux|x11/i, 'linux']
];

/** @param agent what the browser says of itself: `navigator.userAgentData?.platform`, or `navigator.userAgent` */
export function systemOf(agent: string): HostSystem {
  return signs.find(([sign]) => sign.test(agent))?.[1] ?? 'other';
}

/** The system of this browser. */
export function hostSystem(): HostSystem {
  const { userAgentData, userAgent } = navigator as Navigator & { userAgentData?: { platform?: string } };
  return systemOf(userAgentData?.platform || userAgent);
}
