import { sampleReader } from '#lib/dsp/sampleReader.ts';
import type { Recording } from '#lib/recording/recording.ts';
import type { Character } from '#lib/spectrum/character/character.ts';
import { characterise } from '#lib/spectrum/character/characterise.ts';
import { detectionWindow } from '#lib/spectrum/character/detectionWindow.ts';
import type { DetectionLine } from '#lib/spectrum/detectorAnalysis.ts';

/** Reads a detection's samples again and says what they are. */
export async function characterOf(line: DetectionLine, recording: Recording): Promise<Character> {
  const { rate, format, samples } = recording;
  const span = {
    startSample: Math.round(line.start_s * rate),
    stopSample: Math.round(line.stop_s * rate),
    lowHz: line.low_hz,
    highHz: line.high_hz
  };
  const { from, count, box } = detectionWindow(span, rate, samples);
  const bytes = await recording.read(from, count);
  const re = new Float32Array(count);
  const im = new Float32Array(count);
  sampleReader(format)(bytes, 0, count, re, im);
  return characterise({ re, im, rate }, box);
}
