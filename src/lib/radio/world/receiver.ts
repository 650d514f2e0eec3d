import { powerToDb } from '#lib/dsp/powerToDb.ts';
import { sampleFormats } from '#lib/base/sampleFormat.ts';
import { dbToRatio } from './dbToRatio.ts';
import type { Emitter } from './emitter.ts';
import { distance, type Place } from './place.ts';

/** Widths of the converter that a simulated radio may have. */
export const simulatedFormats = ['cu8', 'cs8', 'cs16'] as const;
export type SimulatedFormat = (typeof simulatedFormats)[number];

/** The front end of one radio from one tuning to the next: all that decides which samples come out of it. */
export interface Receiver {
  /** Seeds its own noise. */
  readonly serial: string;
  readonly place: Place;
  readonly format: SimulatedFormat;
  /** dB above thermal noise at 290 K. */
  readonly noiseFigure: number;
  /** dB in force, also when chosen automatically. */
  readonly gain: number;
  /** What it is set to: nominal centre, Hz, and rate, S/s. */
  readonly center: number;
  readonly rate: number;
  /** Error of its oscillator that is left, ppm: it samples and tunes this much too fast. */
  readonly ppm: number;
  /** One sample of this tuning: its index, its moment of world time (whole seconds and part), and its time by the radio's own clock. */
  readonly anchor: { readonly index: number; readonly whole: number; readonly part: number; readonly time: number };
}

/** Metres per second. */
const speedOfLight = 299792458;
/** Thermal noise at 290 K, dBm in one hertz (Boltzmann's constant x 290 K). */
const thermalDbmPerHz = -173.97521;
/** Input power of a full-scale tone at 0 dB of gain, dBm: about that of an R820T dongle. */
const fullScaleDbm = -20;

/** Samples per second of world time. */
export function trueRate(receiver: Receiver): number {
  return receiver.rate * (1 + receiver.ppm * 1e-6);
}

/** Where the oscillator really is, Hz. */
export function oscillator(receiver: Receiver): number {
  return receiver.center * (1 + receiver.ppm * 1e-6);
}

/** A true frequency as the radio's own scale shows it, Hz. */
export function frequencyAt(receiver: Receiver, frequency: number): number {
  return receiver.center + (frequency - oscillator(receiver)) / (1 + receiver.ppm * 1e-6);
}

/** Seconds from a place to the radio. */
export function pathDelay(receiver: Receiver, from: Place): number {
  return distance(receiver.place, from) / speedOfLight;
}

/** How much of a carrier's amplitude passes the channel filter: all of it up to 0.45 of the rate off centre, nothing from 0.5 on. */
export function passed(receiver: Receiver, frequency: number): number {
  const offset = Math.abs(frequency - oscillator(receiver)) / trueRate(receiver);
  if (offset <= 0.45) return 1;
  if (offset >= 0.5) return 0;
  const x = (0.5 - offset) / 0.05;
  return x * x * (3 - 2 * x);
}

/**
 * Amplitude of an emitter's carrier in the samples, 1 = full scale: transmitted power less free-space loss (4 pi d / wavelength)^2,
 * amplified and filtered. Made of + - * / sqrt only.
 */
export function amplitudeAt(receiver: Receiver, emitter: Emitter, from: Place): number {
  const wavelength = speedOfLight / emitter.frequency;
  const path = wavelength / (12.566370614359172 * distance(receiver.place, from));
  return (
    passed(receiver, emitter.frequency) * path * Math.sqrt(dbToRatio(emitter.eirpDbm + receiver.gain - fullScaleDbm))
  );
}

/** The converter's own noise, rms of I and of Q in its steps. Also what keeps signals below a step linear: an 8-bit converter has 7 good bits. */
const converterNoise = 0.5;

/** Noise that enters the converter over the whole rate, as a power relative to full scale: the front end's and the converter's own. */
export function noisePower(receiver: Receiver): number {
  const step = 1 / sampleFormats[receiver.format].fullScale;
  const thermal = trueRate(receiver) * dbToRatio(thermalDbmPerHz + receiver.noiseFigure + receiver.gain - fullScaleDbm);
  return thermal + 2 * converterNoise * converterNoise * step * step;
}

/** What the floor is expected to be, rounding included, dBFS in one hertz. */
export function noiseDensityDbfs(receiver: Receiver): number {
  const step = 1 / sampleFormats[receiver.format].fullScale;
  // Rounding adds step^2 / 12 to I and to Q.
  return powerToDb((noisePower(receiver) + (step * step) / 6) / receiver.rate);
}

/**
 * The gain, to 0.1 dB, at which everything in the band together stays at 0.7 of full scale, within min..max: what an automatic gain control
 * settles at.
 */
export function settledGain(
  receiver: Receiver,
  emitters: readonly Emitter[],
  range: { min: number; max: number }
): number {
  const place = { east: 0, north: 0, up: 0 };
  const open = { ...receiver, gain: 0 };
  let sum = 0;
  for (const emitter of emitters) {
    emitter.placeAt(receiver.anchor.whole, place);
    sum += amplitudeAt(open, emitter, place);
  }
  if (sum === 0) return range.max;
  const wanted = Math.floor(10 * powerToDb((0.7 * 0.7) / (sum * sum))) / 10;
  return Math.min(range.max, Math.max(range.min, wanted));
}
