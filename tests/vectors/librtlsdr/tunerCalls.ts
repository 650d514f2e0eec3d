/**
 * Lists the calls of librtlsdr with which a tuner chip is recorded, as JSON for record.ts:
 *
 *   node tests/vectors/librtlsdr/tunerCalls.ts e4000 7 300 > calls.json     (tuner, seed, random calls)
 *   FAKEUSB=libfakeusb.so FAKEUSB_FILL=a5 node tests/vectors/librtlsdr/record.ts e4000 calls.json 0 librtlsdr-0.6.0-e4000.json
 *
 * First every edge that is known of the chip (bands, gains, filters), then a random but repeatable sequence. A gain is set in manual mode
 * only, and right after that mode: that is how this project's drivers set it, in one step.
 */
type Call = readonly [name: string, ...args: number[]];

interface Chip {
  /** Where something changes, Hz. */
  readonly edges: readonly number[];
  /** Where it tunes, Hz. */
  readonly tunes: readonly (readonly [number, number])[];
  /** Tenths of dB. */
  readonly gains: readonly number[];
  readonly bandwidths: readonly number[];
  readonly ifGains: readonly (readonly number[])[];
}

const fitipowerEdges = [
  37.084e6, 55.625e6, 74.167e6, 111.25e6, 148.334e6, 222.5e6, 296.667e6, 300e6, 445e6, 593.334e6, 31.875e6, 47.8125e6,
  63.75e6, 95.625e6, 127.5e6, 191.25e6, 255e6, 382.5e6, 510e6, 765e6, 948.6e6
];
const fitipowerGains = [-99, -73, -65, -63, -60, -58, -54, -40, 58, 61, 63, 65, 67, 68, 70, 71];

const chips: Record<string, Chip> = {
  e4000: {
    edges: [
      52.2e6, 72.4e6, 81.2e6, 108.3e6, 140e6, 162.5e6, 216.6e6, 325e6, 350e6, 370e6, 392.5e6, 415e6, 432e6, 437.5e6, 462.5e6,
      490e6, 522.5e6, 557.5e6, 595e6, 642.5e6, 667e6, 695e6, 740e6, 800e6, 865e6, 930e6, 1100e6, 1135e6, 1200e6, 1250e6,
      1310e6, 1340e6, 1385e6, 1427.5e6, 1452.5e6, 1475e6, 1510e6, 1545e6, 1575e6, 1615e6, 1650e6, 1670e6, 1690e6, 1710e6,
      1735e6, 2200e6
    ],
    tunes: [
      [52.2e6, 1100e6],
      [1250e6, 2200e6]
    ],
    gains: [-10, 15, 40, 65, 90, 115, 140, 165, 190, 215, 240, 290, 340, 420],
    bandwidths: [
      1.1e6, 1.5e6, 2.1e6, 2.175e6, 2.2e6, 2.22e6, 2.26e6, 2.29e6, 2.35e6, 2.425e6, 2.475e6, 2.5e6, 2.525e6, 2.575e6, 2.65e6,
      2.725e6, 2.775e6, 2.85e6, 2.925e6, 2.975e6, 3e6, 3.05e6, 3.15e6, 3.25e6, 3.35e6, 3.5e6, 3.6e6, 3.65e6, 3.75e6, 3.85e6,
      3.9e6, 4e6, 4.2e6, 4.35e6, 4.4e6, 4.5e6, 4.7e6, 4.85e6, 4.9e6, 5.15e6, 5.4e6, 5.85e6, 7.05e6, 8.35e6, 9.8e6, 11.5e6,
      13.55e6, 15.8e6, 16.15e6, 19.3e6, 21.2e6, 30e6
    ],
    ifGains: [
      [-30, 60],
      [0, 30, 60, 90],
      [0, 30, 60, 90],
      [0, 10, 20],
      [30, 60, 90, 120, 150],
      [30, 60, 90, 120, 150]
    ]
  },
  fc0012: {
    edges: [13.425e6, 22e6, ...fitipowerEdges, 1000e6],
    tunes: [[22e6, 948e6]],
    gains: [-99, -40, 71, 179, 192],
    bandwidths: [6e6, 8e6],
    ifGains: []
  },
  fc0013: {
    edges: [13.425e6, 22e6, ...fitipowerEdges, 177.5e6, 184.5e6, 191.5e6, 198.5e6, 205.5e6, 219.5e6, 950e6, 1530e6, 1897.2e6],
    tunes: [[22e6, 1700e6]],
    gains: [...fitipowerGains.filter((gain) => gain !== -40), 179, 181, 182, 184, 186, 188, 191, 197],
    bandwidths: [6e6, 8e6],
    ifGains: []
  },
  fc2580: {
    edges: [
      146e6, 207.5305e6, 216.6665e6, 308e6, 400.0005e6, 438e6, 537.9995e6, 622.592e6, 649.9995e6, 793.9995e6, 794.0005e6, 924e6,
      1000.0005e6, 1245.184e6, 1299.9995e6, 1848e6
    ],
    tunes: [
      [146e6, 308e6],
      [438e6, 924e6],
      [1000.1e6, 1848e6]
    ],
    gains: [0],
    bandwidths: [1.53e6, 1.54e6, 6e6, 7e6, 8e6],
    ifGains: []
  },
  notuner: { edges: [0, 7.1e6, 14.4e6, 28.8e6], tunes: [[0, 28.8e6]], gains: [0], bandwidths: [1e6], ifGains: [] }
};

const [tuner, seed = '1', count = '300'] = process.argv.slice(2);
const chip = chips[tuner];
console.log(JSON.stringify([...scripted(chip), ...randomCalls(chip, generator(Number(seed)), Number(count)), ['close']]));

function scripted({ edges, tunes, gains, bandwidths, ifGains }: Chip): Call[] {
  const at = [60e6, 88.5e6, 100e6, 162.55e6, 433.92e6, 868.3e6, 1090e6, 1420.405e6, 1575.42e6, 1700e6];
  const gainSteps = [...gains, -200, 0, 33, 100, 187, 250, 500];
  return [
    ['set_sample_rate', 2048000],
    ...edges.flatMap((hz): Call[] => [
      ['set_center_freq', Math.max(0, hz - 1)],
      ['set_center_freq', hz],
      ['set_center_freq', hz + 1]
    ]),
    ...tunes.flatMap(([low, high]) => [low, high]).map((hz): Call => ['set_center_freq', hz]),
    ...at.map((hz): Call => ['set_center_freq', hz]),
    ['set_center_freq', 24e6],
    ['set_center_freq', 2100e6],
    ['set_center_freq', 100e6],
    ...gainSteps.flatMap((gain): Call[] => [
      ['set_tuner_gain_mode', 1],
      ['set_tuner_gain', gain]
    ]),
    ['set_tuner_gain_mode', 0],
    ...ifGains.flatMap((steps, stage) => steps.map((gain): Call => ['set_tuner_if_gain', stage + 1, gain])),
    ...bandwidths.flatMap((hz): Call[] => [
      ['set_tuner_bandwidth', hz - 1],
      ['set_tuner_bandwidth', hz]
    ]),
    ['set_tuner_bandwidth', 0],
    ...[250000, 1024000, 1536000, 2400000, 3200000].map((rate): Call => ['set_sample_rate', rate]),
    ...[1, -1, 30, -75, 0].map((ppm): Call => ['set_freq_correction', ppm]),
    ['set_center_freq', 1220e6], // where an E4000 has no lock
    ['set_freq_correction', 5],
    ['set_freq_correction', 0],
    ['set_center_freq', 100e6],
    ['set_offset_tuning', 1],
    ['set_center_freq', 200e6],
    ['set_sample_rate', 1024000],
    ['set_tuner_bandwidth', 1500000],
    ['set_offset_tuning', 0],
    ['set_tuner_bandwidth', 0],
    ...[1, 0].map((on): Call => ['set_agc_mode', on]),
    ...[1, 0].map((on): Call => ['set_bias_tee', on]),
    ...[1, 0].map((on): Call => ['set_testmode', on]),
    ...[1, 2].flatMap((input): Call[] => [
      ['set_direct_sampling', input],
      ['set_center_freq', 7.1e6],
      ['set_center_freq', 14.2e6]
    ]),
    ['set_center_freq', 200e6],
    ['set_direct_sampling', 0],
    ['set_center_freq', 150e6],
    ['reset_buffer']
  ];
}

function randomCalls({ tunes, gains, ifGains }: Chip, random: () => number, count: number): Call[] {
  const between = (low: number, high: number) => Math.floor(low + (high + 1 - low) * random());
  const pick = <T>(from: readonly T[]) => from[between(0, from.length - 1)];
  const tune = (): Call => ['set_center_freq', between(...pick(tunes))];
  const kinds: (() => Call[])[] = [
    ...Array.from({ length: 8 }, () => () => [tune()]),
    () => [['set_center_freq', between(0, 2400e6)]],
    () => [['set_sample_rate', between(900001, 3200000)]],
    () => [['set_sample_rate', pick([250000, 1024000, 2048000, 2400000, 3200000, 500000])]],
    () => [['set_freq_correction', between(-120, 120)]],
    () => [
      ['set_tuner_gain_mode', 1],
      ['set_tuner_gain', pick(gains)]
    ],
    () => [['set_tuner_gain_mode', 0]],
    () => [['set_tuner_bandwidth', pick([0, between(200e3, 9e6)])]],
    () => [['set_offset_tuning', pick([0, 1])]],
    () => [['set_agc_mode', pick([0, 1])]],
    () => [['set_direct_sampling', pick([0, 1, 2])], ['set_center_freq', between(1e6, 28e6)], ['set_direct_sampling', 0], tune()]
  ];
  if (ifGains.length > 0) {
    kinds.push(() => {
      const stage = between(1, ifGains.length);
      return [['set_tuner_if_gain', stage, pick(ifGains[stage - 1])]];
    });
  }
  const calls: Call[] = [];
  while (calls.length < count) calls.push(...pick(kinds)());
  return calls;
}

/** mulberry32: the same sequence for the same seed, everywhere. */
function generator(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export {};
