import { rdsBlock } from './rdsBlock.ts';

/** What a station says about itself. */
export interface RdsStation {
  /** Programme identification, 16 bits. */
  readonly pi: number;
  /** Programme service name, 8 characters. */
  readonly ps: string;
  /** Up to 64 characters. */
  readonly radioText: string;
  /** Programme type, 0..31. */
  readonly pty: number;
  readonly music: boolean;
}

/** The four blocks of a group: 16 bits of information with 10 of checkword each. */
export type RdsGroup = readonly [number, number, number, number];

/** Group 0A: two of the eight characters of the name, and a pair of alternative frequencies. IEC 62106, group type 0A. */
export function nameGroup(station: RdsStation, segment: number, alternatives: number): RdsGroup {
  // Decoder identification is sent a bit a segment, d3 first; d0 (the last one) says stereo.
  const stereo = segment === 3 ? 1 : 0;
  const tail = ((station.music ? 1 : 0) << 3) | (stereo << 2) | segment;
  return group(station, 0, tail, alternatives, characters(station.ps, 2 * segment));
}

/** Group 2A: four characters of the radio text. A carriage return ends a text shorter than 64. */
export function textGroup(station: RdsStation, segment: number): RdsGroup {
  const text = terminated(station.radioText);
  return group(station, 2, segment, characters(text, 4 * segment), characters(text, 4 * segment + 2));
}

/** Number of 2A groups that carry the whole radio text. */
export function textSegments(station: RdsStation): number {
  return Math.ceil(terminated(station.radioText).length / 4);
}

/** Group 4A: date (modified Julian day), hour and minute in UTC, no local offset. `unix` is the minute's edge, seconds since 1970. */
export function clockGroup(station: RdsStation, unix: number): RdsGroup {
  const minutes = Math.floor(unix / 60);
  const day = Math.floor(minutes / 1440) + 40587;
  const hour = Math.floor((minutes - (day - 40587) * 1440) / 60);
  const minute = minutes - Math.floor(minutes / 60) * 60;
  return group(station, 4, day >> 15, ((day & 0x7fff) << 1) | (hour >> 4), ((hour & 15) << 12) | (minute << 6));
}

function group(station: RdsStation, type: number, tail: number, third: number, fourth: number): RdsGroup {
  const second = (type << 12) | (station.pty << 5) | tail;
  return [rdsBlock(station.pi, 'A'), rdsBlock(second, 'B'), rdsBlock(third, 'C'), rdsBlock(fourth, 'D')];
}

function terminated(text: string): string {
  return text.length < 64 ? text + '\r' : text.slice(0, 64);
}

/** Two characters as 16 bits; letters, digits and signs of ASCII are the same in the RDS character set. */
function characters(text: string, at: number): number {
  const code = (index: number) => (index < text.length ? text.charCodeAt(index) & 0x7f : 0x20);
  return (code(at) << 8) | code(at + 1);
}
