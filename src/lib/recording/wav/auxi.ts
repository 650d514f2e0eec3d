import { utcTime } from '../isoTime.ts';
import { siNumber } from '../siNumber.ts';

/** What the receiver program noted about the recording. */
export interface AuxiFacts {
  /** Hz. */
  readonly center: number | null;
  /** Seconds since 1970. */
  readonly time: number | null;
}

/**
 * The `auxi` chunk of receiver programs. SpectraVue, SDR#, HDSDR and SDRuno write Windows SYSTEMTIMEs of start and stop (year, month, weekday, day,
 * hour, minute, second, millisecond: u16 each; taken as UTC) and then the centre frequency as u32 Hz (SpectraVue user guide, "RF recording"); SDR Console
 * writes XML in UTF-16 with the attributes RadioCenterFreq and UTCSeconds.
 */
export function readAuxi(bytes: Uint8Array): AuxiFacts {
  if (
    bytes.length >= 4 &&
    bytes[1] === 0 &&
    (bytes[0] === 0x3c || (bytes[0] === 0xff && bytes[2] === 0x3c)) &&
    bytes[3] === 0
  )
    return readXml(bytes);
  if (bytes.length < 36) return { center: null, time: null };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const field = (index: number) => view.getUint16(2 * index, true);
  const center = view.getUint32(32, true);
  const year = field(0);
  const whole =
    year >= 1980 && year < 2200 && field(7) < 1000
      ? utcTime(year, field(1), field(3), field(4), field(5), field(6))
      : null;
  return { center: center > 0 ? center : null, time: whole === null ? null : whole + field(7) / 1000 };
}

function readXml(bytes: Uint8Array): AuxiFacts {
  const text = new TextDecoder('utf-16le').decode(bytes);
  const attribute = (name: string) => new RegExp(`\\b${name}="([^"]{1,40})"`).exec(text)?.[1];
  const center = siNumber(attribute('RadioCenterFreq') ?? '');
  const time = siNumber(attribute('UTCSeconds') ?? '');
  return { center: center !== null && center > 0 ? center : null, time: time !== null && time > 0 ? time : null };
}
