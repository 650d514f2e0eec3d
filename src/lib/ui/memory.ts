/** What the page remembers about itself from visit to visit (which bands are open, where the split stands). Works without storage too: then nothing is kept. */
const prefix = 'wavepool.';

export function recall(name: string, otherwise: string): string {
  try {
    return globalThis.localStorage.getItem(prefix + name) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(name: string, value: string): void {
  try {
    globalThis.localStorage.setItem(prefix + name, value);
  } catch {
    // Full or forbidden storage costs a preference, nothing else.
  }
}
