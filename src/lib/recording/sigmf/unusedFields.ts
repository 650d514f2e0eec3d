/** Fields that cannot be used and that nothing depends on, counted by name: a million broken ones make one notice. */
export class UnusedFields {
  readonly #what: string;
  readonly #found = new Map<string, { count: number; readonly why: string }>();

  /** @param what what the fields are in, in the singular: "annotation" */
  constructor(what: string) {
    this.#what = what;
  }

  /** Counts one. Null, which is what such a field counts as. */
  note(key: string, why: string): null {
    const found = this.#found.get(key);
    if (found === undefined) this.#found.set(key, { count: 1, why });
    else found.count++;
    return null;
  }

  /** One whole sentence for every name. */
  notices(name: string): string[] {
    return Array.from(this.#found, ([key, { count, why }]) =>
      count === 1
        ? `${key} of 1 ${this.#what} in ${name} is not used: ${why}.`
        : `${key} of ${count} ${this.#what}s in ${name} is not used; in the first of them, ${why}.`
    );
  }
}
