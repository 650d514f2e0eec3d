import type { UsbProduct } from './radioRequest.ts';

/** Where the rules belong: before 73, where the system gives devices to whoever sits at the machine. */
const rulesPath = '/etc/udev/rules.d/70-wavepool-radios.rules';

/** Commands that let whoever sits at a Linux machine, and the group plugdev, use these products: a line for each vendor. */
export function udevCommands(products: readonly UsbProduct[]): string {
  const vendors = new Map<number, number[]>();
  for (const { vendorId, productId } of products) vendors.set(vendorId, [...(vendors.get(vendorId) ?? []), productId]);
  const rules = [...vendors].map(([vendor, ids]) => {
    const wanted = [...new Set(ids)].map(hex).join('|');
    return `SUBSYSTEM=="usb", ATTR{idVendor}=="${hex(vendor)}", ATTR{idProduct}=="${wanted}", MODE="0660", GROUP="plugdev", TAG+="uaccess"`;
  });
  return [
    `sudo tee ${rulesPath} <<'END'`,
    ...rules,
    'END',
    'sudo udevadm control --reload && sudo udevadm trigger --subsystem-match=usb'
  ].join('\n');
}

function hex(id: number): string {
  return id.toString(16).padStart(4, '0');
}
