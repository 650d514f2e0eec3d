/** One thing that was looked at on this machine. */
export interface Finding {
  readonly name: string;
  /** `missing`: something does not work without it; `note`: something would be better with it. */
  readonly state: 'ok' | 'note' | 'missing';
  readonly fact: string;
  /** What to do about it; '' when there is nothing to do. */
  readonly advice: string;
}

export function ok(name: string, fact: string): Finding {
  return { name, state: 'ok', fact, advice: '' };
}
export function note(name: string, fact: string, advice: string): Finding {
  return { name, state: 'note', fact, advice };
}
export function missing(name: string, fact: string, advice: string): Finding {
  return { name, state: 'missing', fact, advice };
}
