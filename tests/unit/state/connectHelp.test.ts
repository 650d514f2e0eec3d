import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { helpAddress } from '#lib/state/connectHelp.ts';
import { systemNames, systemOf, type HostSystem } from '#lib/state/hostSystem.ts';
import { udevCommands } from '#lib/state/udevRules.ts';

const help = ['SystemTopics', 'TroubleTopics']
  .map((name) => readFileSync(`${import.meta.dirname}/../../../src/lib/ui/help/${name}.svelte`, 'utf8'))
  .join('');
const systems = Object.keys(systemNames) as HostSystem[];
const codes = [
  'usb.claimed',
  'usb.denied',
  'usb.failed',
  'radio.none',
  'radio.silent',
  'radio.no-tuner',
  'radio.not-locked',
  'radio.old-firmware',
  'host.missing'
];

test.each(codes)('%s leads to a paragraph that is there, on every system', (code) => {
  for (const system of systems) {
    const address = helpAddress(code, system);
    expect(address).toMatch(/^\/help\/connect#\w+$/);
    expect(help).toContain(`id="${address?.split('#')[1]}"`);
  }
});

test('what is refused leads to the driver of the system', () => {
  expect(helpAddress('usb.claimed', 'linux')).toBe('/help/connect#linux');
  expect(helpAddress('usb.denied', 'windows')).toBe('/help/connect#windows');
  expect(helpAddress('usb.claimed', 'macos')).toBe('/help/connect#held');
  expect(helpAddress('file.empty', 'linux')).toBeNull();
});

test.each<[string, HostSystem]>([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'windows'
  ],
  [
    'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    'android'
  ],
  [
    'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'chromeos'
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15',
    'macos'
  ],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15', 'ios'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'linux'],
  ['Chrome OS', 'chromeos'],
  ['', 'other']
])('%s', (agent, system) => {
  expect(systemOf(agent)).toBe(system);
});

test('the udev rule has one line for each vendor and every product once', () => {
  const lines = udevCommands([
    { vendorId: 0x0bda, productId: 0x2832 },
    { vendorId: 0x0bda, productId: 0x2838 },
    { vendorId: 0x1d50, productId: 0x6089 },
    { vendorId: 0x0bda, productId: 0x2838 }
  ]).split('\n');
  expect(lines[1]).toContain('ATTR{idVendor}=="0bda", ATTR{idProduct}=="2832|2838", MODE="0660"');
  expect(lines[2]).toContain('ATTR{idVendor}=="1d50", ATTR{idProduct}=="6089"');
  expect(lines[3]).toBe('END');
});
