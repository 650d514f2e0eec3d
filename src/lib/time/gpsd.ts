import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { accuracyOf } from './accuracy.ts';
import type { ByteChunk } from './byteLink.ts';
import { isMeasured } from './gpsFix.ts';
import { parseGpsdReport, type GpsdReport } from './gpsd/gpsdReport.ts';
import { TextLines } from './gpsd/textLines.ts';
import type { GpsReader, GpsSink } from './gpsReader.ts';
import { withoutRollover } from './weekRollover.ts';

/** How long what is not said with every fix holds, and after which another receiver takes over from a silent one, seconds. */
const holds = 10;

type Report<Class extends GpsdReport['class']> = Extract<GpsdReport, { class: Class }>;

/**
 * Reads gpsd's JSON protocol (version 3). Of several receivers on one gpsd the first that has a fix is followed, until it falls silent. gpsd's
 * own times of arrival (TOFF) and of pulses (PPS) are those of the machine it runs on, so they count only when that is this one.
 */
export class GpsdReader implements GpsReader {
  readonly hello = new TextEncoder().encode('?WATCH={"enable":true,"json":true,"pps":true};\n');
  readonly #sink: GpsSink;
  readonly #where: string;
  readonly #sameHost: boolean;
  readonly #lines = new TextLines((line, received) => this.#line(line, received));
  #heard = 0;
  #version: string | null = null;
  #devices: readonly string[] | null = null;
  #followed: { device: string; received: number } | null = null;
  #sky: { report: Report<'SKY'>; received: number } | null = null;
  #error: { metres: number | null; received: number } | null = null;
  #stamped = -Infinity;

  /** @param where gpsd's address, for errors. @param sameHost whether gpsd runs on this machine */
  constructor(sink: GpsSink, { where, sameHost }: { where: string; sameHost: boolean }) {
    this.#sink = sink;
    this.#where = where;
    this.#sameHost = sameHost;
  }

  /** Positions that came; gpsd itself answers at once, with a receiver or without. */
  get heard(): number {
    return this.#heard;
  }
  /** Release of gpsd; null before it has said so. */
  get version(): string | null {
    return this.#version;
  }
  /** Paths of the receivers that gpsd knows; null before it has said so. */
  get devices(): readonly string[] | null {
    return this.#devices;
  }

  push({ bytes, received }: ByteChunk): void {
    this.#lines.push(bytes, received);
  }

  end(): void {
    // Every line of gpsd's is whole: there is nothing to give.
  }

  #line(line: string, received: number): void {
    const report = parseGpsdReport(line);
    if (this.#version === null) this.#greet(report);
    switch (report?.class) {
      case 'DEVICES':
        this.#devices = report.paths;
        break;
      case 'DEVICE':
        this.#device(report);
        break;
      case 'SKY':
        if (this.#follows(report.device, received)) this.#sky = { report, received };
        break;
      case 'GST':
        if (this.#follows(report.device, received)) this.#error = { metres: report.error, received };
        break;
      case 'TPV':
        this.#position(report, received);
        break;
      case 'PPS':
      case 'TOFF':
        this.#moment(report, received);
        break;
      default:
    }
  }

  /** gpsd speaks first, and says which protocol. */
  #greet(report: GpsdReport | null): void {
    if (report?.class !== 'VERSION') this.#refuse('it does not greet as gpsd does');
    else if (report.major !== 3) this.#refuse(`its protocol has version ${report.major ?? 'none'}, not 3`);
    else this.#version = report.release;
  }

  #refuse(why: string): never {
    throw new WavepoolError('net.protocol', { where: this.#where, protocol: 'gpsd', why });
  }

  /** One that came or went. */
  #device({ path, active }: Report<'DEVICE'>): void {
    const others = (this.#devices ?? []).filter((other) => other !== path);
    this.#devices = active ? [...others, path].slice(-64) : others;
    if (!active && this.#followed?.device === path) this.#followed = null;
  }

  #position(report: Report<'TPV'>, received: number): void {
    this.#heard++;
    if (!this.#follows(report.device, received)) return;
    if (report.fix !== 'none') this.#followed = { device: report.device, received };
    const sky = this.#sky !== null && received - this.#sky.received <= holds ? this.#sky.report : null;
    const error = this.#error !== null && received - this.#error.received <= holds ? this.#error.metres : null;
    const { fix, lat, lon, altitude, speed, course } = report;
    const stamp = withoutRollover(report.time, received);
    // Where gpsd stamps the arrival itself, that is the better mark.
    if (stamp.time !== null && isMeasured(fix) && received - this.#stamped > holds)
      this.#sink.mark({ host: received, gps: stamp.time, by: 'nmea', precision: null });
    this.#sink.fix({
      ...stamp,
      received,
      fix,
      lat,
      lon,
      altitude,
      satellitesUsed: sky?.used ?? null,
      satellitesSeen: sky?.seen ?? null,
      hdop: sky?.hdop ?? null,
      speed,
      course,
      accuracy: fix === 'none' ? null : (error ?? accuracyOf(fix, sky?.hdop ?? null))
    });
  }

  #moment(report: Report<'PPS' | 'TOFF'>, received: number): void {
    if (!this.#sameHost || !this.#follows(report.device, received) || this.#followed === null) return;
    const { host, precision } = report;
    const gps = withoutRollover(report.gps, host).time;
    if (gps === null) return;
    if (report.class === 'TOFF') this.#stamped = received;
    this.#sink.mark({ host, gps, by: report.class === 'PPS' ? 'pps' : 'nmea', precision });
  }

  #follows(device: string, received: number): boolean {
    const followed = this.#followed;
    return followed === null || followed.device === device || received - followed.received > holds;
  }
}
