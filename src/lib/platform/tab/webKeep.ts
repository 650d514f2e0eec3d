import type { Keep } from '#lib/state/radioMemory.ts';

/** A storage of the browser, asked for anew every time: merely naming it throws where it is forbidden, and there is none while prerendering. */
export function webKeep(storage: () => Storage): Keep {
  return {
    read: (name) => {
      try {
        return storage().getItem(name);
      } catch {
        return null;
      }
    },
    write: (name, value) => {
      try {
        storage().setItem(name, value);
      } catch {
        // Full or forbidden: the next visit begins anew.
      }
    }
  };
}
