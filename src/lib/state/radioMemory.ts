import type { SettingValue } from '#lib/radio/radioSetting.ts';
import { equalRadios, sameRadio, type SweepSpan, type UsbRadioId, type UsbWant } from './radioRequest.ts';

/** A radio that was used here, how it was set, and whether it was in use last. */
export interface RememberedRadio {
  readonly device: UsbRadioId;
  readonly name: string;
  readonly want: UsbWant;
  readonly open: boolean;
}

/** A source that this tab receives: what a reload goes on with. Files cannot be opened again without being asked for. */
export type RememberedSource =
  | { readonly kind: 'sim'; readonly seed: number; readonly center: number; readonly rate: number }
  | { readonly kind: 'usb'; readonly device: UsbRadioId | null; readonly name: string; readonly want: UsbWant };

/** The sources of a tab, and which of them is in front. */
export interface RememberedTab {
  readonly active: number;
  readonly sources: readonly RememberedSource[];
}

/** What the host keeps between visits, by name. Reading what is not there gives null; it may be full or forbidden, and then forgets. */
export interface Keep {
  read(name: string): string | null;
  write(name: string, value: string): void;
}

const radiosName = 'wavepool.radios';
const tabName = 'wavepool.receivers';
const mostRadios = 16;
const mostSources = 4;
const longest = 16_384;

/** Radios of all visits, the latest first, and what this tab receives. Whatever stands in the storage is looked at before it is believed. */
export class RadioMemory {
  readonly #visits: Keep;
  readonly #tab: Keep;

  /** @param visits keeps from visit to visit @param tab keeps over a reload of this tab alone */
  constructor(visits: Keep, tab: Keep) {
    this.#visits = visits;
    this.#tab = tab;
  }

  get radios(): readonly RememberedRadio[] {
    return list(parse(this.#visits.read(radiosName)), mostRadios).flatMap((item) => {
      const device = readDevice(item.device);
      if (device === null) return [];
      return [{ device, name: text(item.name), want: readWant(item.want), open: item.open === true }];
    });
  }

  /** How a radio was set when it was used last: itself, or one that nothing but its place tells apart from it. */
  find(device: UsbRadioId): RememberedRadio | null {
    const { radios } = this;
    return (
      radios.find((one) => sameRadio(one.device, device)) ??
      radios.find((one) => equalRadios(one.device, device)) ??
      null
    );
  }

  /** Notes radios as in use; those that this tab had in use and has no more are noted as left. */
  note(inUse: readonly Omit<RememberedRadio, 'open'>[], left: readonly UsbRadioId[]): void {
    const others = this.radios
      .filter(({ device }) => !inUse.some((one) => sameRadio(one.device, device)))
      .map((one) => (left.some((device) => sameRadio(device, one.device)) ? { ...one, open: false } : one));
    const radios = [...inUse.map((one) => ({ ...one, open: true })), ...others].slice(0, mostRadios);
    if (radios.length > 0) this.#visits.write(radiosName, JSON.stringify(radios));
  }

  get tab(): RememberedTab {
    const found = parse(this.#tab.read(tabName));
    const sources = isRecord(found) ? list(found.sources, mostSources).flatMap(readSource) : [];
    const active = isRecord(found) && typeof found.active === 'number' ? found.active : 0;
    return { sources, active: active in sources ? active : 0 };
  }
  noteTab(tab: RememberedTab): void {
    this.#tab.write(tabName, JSON.stringify(tab));
  }
}

function readSource(item: Readonly<Record<string, unknown>>): RememberedSource[] {
  const { kind, seed, center, rate } = item;
  if (kind === 'usb')
    return [{ kind, device: readDevice(item.device), name: text(item.name), want: readWant(item.want) }];
  if (kind !== 'sim' || !number(seed) || !number(center) || !number(rate)) return [];
  return [{ kind, seed, center, rate }];
}

function readDevice(value: unknown): UsbRadioId | null {
  if (!isRecord(value)) return null;
  const { vendorId, productId, serial, nth } = value;
  if (!small(vendorId) || !small(productId) || !small(nth) || !(serial === null || typeof serial === 'string'))
    return null;
  return { vendorId, productId, serial, nth };
}

function readWant(value: unknown): UsbWant {
  if (!isRecord(value)) return {};
  const { center, rate, gain, ppm } = value;
  const sweep = readSweep(value.sweep);
  const settings = isRecord(value.settings)
    ? Object.entries(value.settings).filter((entry): entry is [string, SettingValue] =>
        ['boolean', 'number', 'string'].includes(typeof entry[1])
      )
    : [];
  return {
    ...(number(center) ? { center } : {}),
    ...(number(rate) ? { rate } : {}),
    ...(number(gain) || gain === 'auto' ? { gain } : {}),
    ...(number(ppm) ? { ppm } : {}),
    ...(sweep === null ? {} : { sweep }),
    ...(settings.length === 0 ? {} : { settings: Object.fromEntries(settings) })
  };
}

function readSweep(value: unknown): SweepSpan | null {
  if (!isRecord(value)) return null;
  const { low, high } = value;
  return number(low) && number(high) && low >= 0 && low < high ? { low, high } : null;
}

function parse(stored: string | null): unknown {
  if (stored === null || stored.length > longest) return null;
  try {
    return JSON.parse(stored) as unknown;
  } catch {
    return null;
  }
}

function list(value: unknown, most: number): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.slice(0, most).filter(isRecord) : [];
}
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function number(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
function small(value: unknown): value is number {
  return number(value) && Number.isInteger(value) && value >= 0 && value <= 0xffff;
}
function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 80) : '';
}
