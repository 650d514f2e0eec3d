import type { FixKind } from '../gpsFix.ts';

/** What gpsd reports, as far as it is used here (gpsd_json(5), protocol version 3). Absent numbers are null. */
export type GpsdReport =
  | { readonly class: 'VERSION'; readonly release: string; readonly major: number | null }
  | { readonly class: 'DEVICES'; readonly paths: readonly string[] }
  | { readonly class: 'DEVICE'; readonly path: string; readonly active: boolean }
  | {
      readonly class: 'TPV';
      readonly device: string;
      readonly time: number | null;
      readonly fix: FixKind;
      readonly lat: number | null;
      readonly lon: number | null;
      readonly altitude: number | null;
      readonly speed: number | null;
      readonly course: number | null;
    }
  | {
      readonly class: 'SKY';
      readonly device: string;
      readonly hdop: number | null;
      readonly used: number | null;
      readonly seen: number | null;
    }
  | { readonly class: 'GST'; readonly device: string; readonly error: number | null }
  | {
      readonly class: 'PPS' | 'TOFF';
      readonly device: string;
      readonly gps: number;
      readonly host: number;
      readonly precision: number | null;
    }
  | { readonly class: 'ERROR'; readonly message: string };

type Json = Readonly<Record<string, unknown>>;

/** Reads one line of gpsd's. Null for classes that are not used and for what is no such report. */
export function parseGpsdReport(line: string): GpsdReport | null {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
  const report = json as Json;
  const device = text(report.device);
  switch (report.class) {
    case 'VERSION':
      return { class: 'VERSION', release: text(report.release), major: number(report.proto_major) };
    case 'DEVICES': {
      const list: unknown[] = Array.isArray(report.devices) ? report.devices.slice(0, 64) : [];
      const paths = list.map((entry) => text((entry as Json | null)?.path)).filter((path) => path !== '');
      return { class: 'DEVICES', paths };
    }
    case 'DEVICE':
      return { class: 'DEVICE', path: text(report.path), active: report.activated !== 0 };
    case 'TPV':
      return { class: 'TPV', device, ...position(report) };
    case 'SKY': {
      const list: unknown[] | null = Array.isArray(report.satellites) ? report.satellites.slice(0, 512) : null;
      const used = list === null ? null : list.filter((entry) => (entry as Json | null)?.used === true).length;
      return {
        class: 'SKY',
        device,
        hdop: number(report.hdop, 0.01, 99),
        used: number(report.uSat, 0, 512) ?? used,
        seen: number(report.nSat, 0, 512) ?? list?.length ?? null
      };
    }
    case 'GST': {
      const north = number(report.lat, 0, 1e7);
      const east = number(report.lon, 0, 1e7);
      return { class: 'GST', device, error: north === null || east === null ? null : Math.hypot(north, east) };
    }
    case 'PPS':
    case 'TOFF': {
      const gps = moment(report.real_sec, report.real_nsec);
      const host = moment(report.clock_sec, report.clock_nsec);
      const exponent = number(report.precision, -60, 0);
      if (gps === null || host === null) return null;
      return { class: report.class, device, gps, host, precision: exponent === null ? null : 2 ** exponent };
    }
    case 'ERROR':
      return { class: 'ERROR', message: text(report.message) };
    default:
      return null;
  }
}

function position(tpv: Json): Omit<Extract<GpsdReport, { class: 'TPV' }>, 'class' | 'device'> {
  const lat = number(tpv.lat, -90, 90);
  const lon = number(tpv.lon, -180, 180);
  const fix = lat === null || lon === null ? 'none' : fixKind(number(tpv.mode), number(tpv.status));
  const time = isoTime(tpv.time);
  // Without a fix some receivers repeat where they last were.
  if (fix === 'none') return { time, fix, lat: null, lon: null, altitude: null, speed: null, course: null };
  return {
    time,
    fix,
    lat,
    lon,
    // `alt` is what releases before 3.20 call it.
    altitude: number(tpv.altMSL, -20_000, 1e8) ?? number(tpv.alt, -20_000, 1e8),
    speed: number(tpv.speed, 0, 1e5),
    course: number(tpv.track, 0, 360)
  };
}

/** `mode` counts the dimensions plus one up to 3; `status` says how the fix came about. */
function fixKind(mode: number | null, status: number | null): FixKind {
  if (mode !== 2 && mode !== 3) return 'none';
  const byStatus: Readonly<Record<number, FixKind>> = {
    2: 'dgps',
    3: 'rtk',
    4: 'rtk-float',
    5: 'estimated',
    6: 'estimated',
    7: 'manual',
    8: 'simulated'
  };
  return byStatus[status ?? 1] ?? (mode === 2 ? '2d' : '3d');
}

function isoTime(value: unknown): number | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(value)) return null;
  const whole = Date.parse(`${value.slice(0, 19)}Z`);
  return Number.isNaN(whole) ? null : whole / 1000 + Number(`0${value.slice(19, -1)}`);
}

function moment(whole: unknown, nanoseconds: unknown): number | null {
  const seconds = number(whole, 0, 1e11);
  const rest = number(nanoseconds, -1e9, 1e9);
  return seconds === null || rest === null ? null : seconds + rest * 1e-9;
}

function number(value: unknown, min = -1e15, max = 1e15): number | null {
  return typeof value === 'number' && value >= min && value <= max ? value : null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 256) : '';
}
