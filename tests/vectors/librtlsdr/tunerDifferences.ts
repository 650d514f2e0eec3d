import type { RecordedCall } from './recording.ts';

interface Situation {
  readonly name: string;
  readonly line: RecordedCall;
  readonly before: RecordedCall | null;
  /** The last centre was one that the tuner cannot reach. */
  readonly refused: boolean;
  /** In force during the call. */
  readonly ppm: number;
  /** Code of the error that the same call gave here; '' for none. */
  readonly error: string;
}

interface TunerDifference {
  readonly reason: string;
  readonly applies: (situation: Situation) => boolean;
  /** Registers that may differ then, until they agree again. */
  readonly registers: RegExp;
  /** True: the call may succeed on one side and fail on the other. */
  readonly outcomes: boolean;
  /** True: the next tuning that succeeds on both sides brings `tuningRegisters` together. */
  readonly untilTuned: boolean;
}

/** Registers that every tuning writes. */
export const tuningRegisters =
  /^(?:c8\.(?:07|09|0a|0b|0d|10|78)|c6\.(?:0[1-7]|11|1d)|ac\.(?:02|18|1a|1b|1c|30|50|53|5f|6.)|sys\.3001)$/;
const chipRegisters = /^(?:c8|c6|ac)\.|^sys\.3001$/;
const gainRegisters: Readonly<Record<string, readonly number[]>> = {
  e4000: [-10, 15, 40, 65, 90, 115, 140, 165, 190, 215, 240, 290, 340, 420],
  fc0012: [-99, -40, 71, 179, 192]
};
/** Without a centre, librtlsdr goes back from direct sampling by tuning to 0 Hz. */
const centerless = ({ line, before }: Situation) => line.call === 'set_direct_sampling' && before?.center === 0;

/** Where the drivers of E4000, FC0012, FC0013 and FC2580 do other than librtlsdr 0.6.0, on purpose. */
export const tunerDifferences: readonly TunerDifference[] = [
  {
    reason:
      'the FC2580 keeps the filter that was chosen, where librtlsdr has 1.53 MHz until it tunes and one by band from then on',
    applies: ({ name }) => name === 'fc2580',
    registers: /^ac\.(?:36|37|39)$/,
    outcomes: false,
    untilTuned: false
  },
  {
    reason: "the FC2580's own crystal is corrected, which librtlsdr leaves as it is",
    applies: ({ name, ppm }) => name === 'fc2580' && ppm !== 0,
    registers: /^ac\.(?:18|1a|1b|1c)$/,
    outcomes: false,
    untilTuned: false
  },
  {
    reason: 'a frequency that the tuner cannot reach is refused before anything is written',
    applies: ({ error }) => error === 'radio.range',
    registers: chipRegisters,
    outcomes: true,
    untilTuned: true
  },
  {
    reason: 'a refused centre is forgotten, where librtlsdr tries it again with every change',
    applies: ({ line, refused }) =>
      refused &&
      ['set_freq_correction', 'set_offset_tuning', 'set_sample_rate', 'set_direct_sampling'].includes(line.call),
    registers: chipRegisters,
    outcomes: true,
    untilTuned: true
  },
  {
    reason: 'no centre set: nothing is tuned, where librtlsdr tunes to 0 Hz',
    applies: centerless,
    registers: chipRegisters,
    outcomes: true,
    untilTuned: true
  },
  {
    reason:
      'a gain between steps is the next step up, where librtlsdr refuses it (E4000) or takes the highest (FC0012)',
    applies: ({ name, line }) =>
      line.call === 'set_tuner_gain' && name in gainRegisters && !gainRegisters[name].includes(line.args[0]),
    registers: /^(?:c8\.1[45]|c6\.13)$/,
    outcomes: true,
    untilTuned: false
  },
  {
    reason: 'the FC0013 tunes from 948.6 to 950 MHz too, which librtlsdr leaves out',
    applies: ({ name, line }) =>
      name === 'fc0013' && line.call === 'set_center_freq' && line.args[0] >= 948.6e6 && line.args[0] < 950e6,
    registers: chipRegisters,
    outcomes: true,
    untilTuned: true
  },
  {
    reason:
      'offset tuning is in force again after direct sampling, where librtlsdr moves the tuner but not the demodulator',
    applies: ({ line }) => line.call === 'set_direct_sampling' && line.args[0] === 0,
    registers: /^1\.(?:19|1a|1b)$/,
    outcomes: false,
    untilTuned: false
  }
];
