import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { usbRadioKinds } from '#lib/radio/usb/list.ts';

interface Policy {
  readonly WebUsbAllowDevicesForUrls: readonly {
    readonly devices: readonly { readonly vendor_id: number; readonly product_id: number }[];
    readonly urls: readonly string[];
  }[];
  readonly SerialAllowAllPortsForUrls: readonly string[];
}

const policy = JSON.parse(
  readFileSync(`${import.meta.dirname}/../../../deploy/chromium-policy.json`, 'utf8')
) as Policy;

test('the policy names every product that a driver knows, and no other', () => {
  const known = usbRadioKinds.flatMap(({ ids }) =>
    ids.map(({ vendorId, productId }) => ({ vendor_id: vendorId, product_id: productId }))
  );
  expect(policy.WebUsbAllowDevicesForUrls).toHaveLength(1);
  const { devices } = policy.WebUsbAllowDevicesForUrls[0];
  const order = (list: Policy['WebUsbAllowDevicesForUrls'][0]['devices']) =>
    list.map(({ vendor_id: vendor, product_id: product }) => `${vendor}:${product}`).sort();
  expect(order(devices)).toEqual(order(known));
});

test('it allows USB and serial ports to the same addresses, each an origin and no pattern', () => {
  const [{ urls }] = policy.WebUsbAllowDevicesForUrls;
  expect(policy.SerialAllowAllPortsForUrls).toEqual(urls);
  for (const url of urls) expect(new URL(url).origin).toBe(url);
});
