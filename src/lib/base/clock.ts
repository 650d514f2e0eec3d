/** Time as the code sees it. Hosts give a real one; tests and unpaced sources a virtual one, so that nothing depends on the machine. */
export interface Clock {
  /** Seconds since 1970-01-01T00:00:00Z, with whatever resolution the host has. */
  now(): number;
  /** Resolves when `now()` has reached `time` (at once if it is past), rejects with the signal's reason when aborted. */
  until(time: number, signal?: AbortSignal): Promise<void>;
}
