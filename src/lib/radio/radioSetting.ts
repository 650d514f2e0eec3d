import type { Range } from './radio.ts';

/** Value of a setting: on or off, a number in the setting's unit, or one of its choices. */
export type SettingValue = boolean | number | string;

interface SettingBase {
  /** Stable name, in links, in SPECs (`usb:rtlsdr,bias-tee=on`) and in files: 'bias-tee', 'bandwidth', 'antenna', … */
  readonly key: string;
  /** What a person reads. */
  readonly label: string;
  /** One sentence of help; '' when the label says it all. */
  readonly hint: string;
  /** What has to be confirmed before it is switched on ("puts 4.5 V on the antenna socket …"); null when it is harmless. */
  readonly warning: string | null;
}

/**
 * Something that a radio has beyond centre, rate, gain and ppm: a driver lists what its hardware offers, and every page, command and link
 * shows and sets it without knowing the driver.
 */
export type RadioSetting =
  | (SettingBase & { readonly kind: 'switch' })
  | (SettingBase & { readonly kind: 'choice'; readonly choices: readonly { value: string; label: string }[] })
  | (SettingBase & {
      readonly kind: 'number';
      /** Single values (min === max) are a list. */
      readonly ranges: readonly Range[];
      readonly unit: string;
    });
