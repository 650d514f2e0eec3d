import { hz } from '#lib/base/units.ts';
import type { Annotation } from '../recording.ts';
import { Fields } from './fields.ts';
import { isObject } from './limitedJson.ts';
import { UnusedFields } from './unusedFields.ts';

/**
 * The annotations that can be read, in the order they are written. No sample depends on them, so nothing about them is refused: one without a start is
 * left out, a field that breaks the standard counts as absent, and `notices` (few, however many annotations break it) get to know.
 * @param value `annotations` of the metadata
 * @param offset `core:offset`, which their starts count from
 * @param limit most annotations that are read
 */
export function readAnnotations(
  value: unknown,
  offset: number,
  limit: number,
  name: string,
  notices: string[]
): Annotation[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    notices.push(`The annotations in ${name} are no list and are not used.`);
    return [];
  }
  const unused = new UnusedFields('annotation');
  const fields = new Fields((key, why) => unused.note(key, `it ${why}`));
  const annotations: Annotation[] = [];
  let leftOut = 0;
  for (const entry of value.slice(0, limit) as unknown[]) {
    const start = isObject(entry) ? fields.start(entry, offset) : null;
    if (start === null) leftOut++;
    else annotations.push(annotation(entry as Record<string, unknown>, start, fields));
  }
  notices.push(...unused.notices(name));
  if (leftOut > 0)
    notices.push(
      leftOut === 1
        ? `1 annotation in ${name} has no start that can be used and was left out.`
        : `${leftOut} annotations in ${name} have no start that can be used and were left out.`
    );
  if (value.length > limit) notices.push(`Only the first ${limit} annotations in ${name} are used.`);
  return annotations;
}

function annotation(entry: Record<string, unknown>, sampleStart: number, fields: Fields): Annotation {
  const low = fields.frequency(entry, 'core:freq_lower_edge');
  const high = fields.frequency(entry, 'core:freq_upper_edge');
  const both = low !== null && high !== null;
  return {
    sampleStart,
    sampleCount: fields.count(entry, 'core:sample_count'),
    lowHz: both ? hz(Math.min(low, high)) : null,
    highHz: both ? hz(Math.max(low, high)) : null,
    label: fields.text(entry, 'core:label'),
    comment: fields.text(entry, 'core:comment'),
    generator: fields.text(entry, 'core:generator'),
    uuid: fields.text(entry, 'core:uuid')
  };
}
