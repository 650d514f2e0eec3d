import { existsSync } from 'node:fs';
import { env } from 'node:process';

/**
 * Arguments that make Chromium steady on a machine without a display or a network: WebGPU on SwiftShader for the tests of kernels, and none of the
 * background traffic that a closed network answers with errors.
 */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader'
];

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'
];

/** Path of an installed Chromium or Chrome, or null: then Playwright's own download is used. CHROMIUM overrides. */
export function findChromium() {
  return [env.CHROMIUM, ...places].find((place) => place !== undefined && place !== '' && existsSync(place)) ?? null;
}
