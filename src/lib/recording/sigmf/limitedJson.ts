import { WavepoolError } from '#lib/base/wavepoolError.ts';

/** Deeper than any metadata; what follows the values recursively must not run out of stack. */
const depthLimit = 64;

/**
 * JSON from a file, UTF-8 with or without a byte order mark.
 * @throws WavepoolError `file.bad-metadata` for anything else, and for nesting deeper than 64
 */
export function parseLimitedJson(name: string, bytes: Uint8Array): unknown {
  try {
    checkDepth(bytes);
    // The decoder takes a byte order mark away.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const why =
      error instanceof RangeError
        ? error.message
        : error instanceof SyntaxError
          ? `it is no JSON (${error.message.slice(0, 120)})`
          : 'it is no UTF-8 text';
    throw new WavepoolError('file.bad-metadata', { name, why }, error);
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkDepth(bytes: Uint8Array): void {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inText) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inText = false;
    } else if (byte === 0x22) inText = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > depthLimit) throw new RangeError(`it is nested deeper than ${depthLimit}`);
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
}
