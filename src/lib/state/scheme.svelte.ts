/** Colour scheme of the page: the system's, or the one chosen. `static/boot.js` sets the stored choice before the first paint. */
export type SchemeChoice = 'system' | 'dark' | 'light';

const key = 'wavepool.scheme';

class Scheme {
  #choice = $state<SchemeChoice>('system');
  #systemDark = $state(true);

  constructor() {
    if (typeof document === 'undefined') return;
    const stored = document.documentElement.dataset.scheme;
    if (stored === 'dark' || stored === 'light') this.#choice = stored;
    const query = matchMedia('(prefers-color-scheme: dark)');
    this.#systemDark = query.matches;
    query.addEventListener('change', () => (this.#systemDark = query.matches));
  }

  get choice(): SchemeChoice {
    return this.#choice;
  }

  /** What is on screen: canvases need to be told, they know no CSS. */
  get shown(): 'dark' | 'light' {
    if (this.#choice !== 'system') return this.#choice;
    return this.#systemDark ? 'dark' : 'light';
  }

  choose(choice: SchemeChoice): void {
    this.#choice = choice;
    const root = document.documentElement;
    if (choice === 'system') delete root.dataset.scheme;
    else root.dataset.scheme = choice;
    try {
      if (choice === 'system') localStorage.removeItem(key);
      else localStorage.setItem(key, choice);
    } catch {
      // The choice then lasts until the page is closed.
    }
  }
}

/** One per page: there is one document to colour. */
export const scheme = new Scheme();
