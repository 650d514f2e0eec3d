import type { RadioInfo, RadioState, SweepInfo } from '#lib/radio/radio.ts';
import type { SettingValue } from '#lib/radio/radioSetting.ts';

/** A product, as USB numbers them. */
export interface UsbProduct {
  readonly vendorId: number;
  readonly productId: number;
}

/** What tells one USB radio from the others. Serials may be empty, or the same twice: then the place among equals counts. */
export interface UsbRadioId extends UsbProduct {
  /** Null in a link that does not say: any. */
  readonly serial: string | null;
  /** Place among those with the same vendor, product and serial, from 0. */
  readonly nth: number;
}

/** What a person wants of a radio, in plain numbers (Hz, S/s, dB); what is left out stays as it is, or as the driver begins. */
export interface SourceWant {
  readonly center?: number;
  readonly rate?: number;
  readonly gain?: number | 'auto';
  readonly ppm?: number;
  readonly settings?: Readonly<Record<string, SettingValue>>;
}

/** A band that is wider than what a radio receives at once, Hz. */
export interface SweepSpan {
  readonly low: number;
  readonly high: number;
}

/** What a USB radio is opened with. */
export interface UsbWant extends SourceWant {
  /** What it is to sweep; absent: it stays at one centre. Tuning and rate are those that it returns to. */
  readonly sweep?: SweepSpan;
}

export interface UsbRequest {
  readonly kind: 'usb';
  /** Null takes the first known radio that is free. */
  readonly device: UsbRadioId | null;
  /** What it is called until it has answered. */
  readonly name: string;
  readonly want: UsbWant;
  /** False for what came by a link: what has to be confirmed (voltage on the antenna socket) is left off then. */
  readonly confirmed: boolean;
}

/** Both wishes as one; the later counts where both say something. */
export function mergeWants(earlier: UsbWant, later: SourceWant): UsbWant {
  const settings = { ...earlier.settings, ...later.settings };
  return { ...earlier, ...later, ...(Object.keys(settings).length === 0 ? {} : { settings }) };
}

export function sameRadio(a: UsbRadioId, b: UsbRadioId): boolean {
  return equalRadios(a, b) && a.nth === b.nth;
}

/** Whether nothing but their places tells the two apart. */
export function equalRadios(a: UsbRadioId, b: UsbRadioId): boolean {
  const serials = a.serial === b.serial || a.serial === null || b.serial === null;
  return a.vendorId === b.vendorId && a.productId === b.productId && serials;
}

/**
 * What was wanted, as it came out: of all that a radio has set only what somebody asked for, so that links stay short. Tuning is always among it;
 * while it sweeps, that is the tuning that it returns to.
 */
export function grantedWant(wanted: UsbWant, info: RadioInfo, state: RadioState): UsbWant {
  const { gain, ppm } = state;
  const settings = Object.fromEntries(
    Object.keys(wanted.settings ?? {})
      .filter((key) => key in state.settings)
      .map((key) => [key, state.settings[key]])
  );
  return {
    ...(info.sweep === undefined ? tuned(wanted, state) : swept(wanted, info.sweep)),
    ...(wanted.gain === undefined ? {} : { gain }),
    ...(wanted.ppm === undefined ? {} : { ppm }),
    ...(Object.keys(settings).length === 0 ? {} : { settings })
  };
}

function tuned(wanted: SourceWant, state: RadioState): SourceWant {
  // A tuner has steps of a few hertz: what was asked for is what a person wrote, and wants to read again.
  const asked = wanted.center ?? state.center;
  return {
    center: Math.abs(asked - state.center) <= 1 + state.center * 1e-6 ? asked : state.center,
    rate: state.rate
  };
}

function swept({ center, rate }: SourceWant, { low, high }: SweepInfo): UsbWant {
  return {
    ...(center === undefined ? {} : { center }),
    ...(rate === undefined ? {} : { rate }),
    sweep: { low, high }
  };
}
