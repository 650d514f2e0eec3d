import type { Clock } from '#lib/base/clock.ts';
import type { Radio } from '#lib/radio/radio.ts';

/** What an opener gets from the command it works for. */
export interface RadioHost {
  readonly clock: Clock;
  /** Aborted by Ctrl+C: an opener that has to wait gives up then. */
  readonly signal: AbortSignal;
  /** Words for the person, one line: what was chosen among several, what is missing. */
  readonly notice: (text: string) => void;
}

/** One kind of SPEC on the command line: one file here, one line in list.ts. */
export interface RadioOpener {
  /** What stands before the first colon: 'usb' in `usb:rtlsdr`. */
  readonly scheme: string;
  /** Form of the SPEC and what it is, for --help and for whoever gets it wrong; lines of at most 76 characters. */
  readonly help: string;
  /**
   * @param rest what stands behind the first colon; '' when there is none
   * @throws WavepoolError `radio.bad-spec`, and what opening that radio can throw
   */
  open(rest: string, host: RadioHost): Promise<Radio>;
}
