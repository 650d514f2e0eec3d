/** How a transfer was queued: what its reader knows of it when its data comes. */
export interface Submission {
  /** Just before it was given to the host, and just after, s of the clock. A host may be stopped between the two. */
  readonly from: number;
  readonly to: number;
  /** How many transfers with data had come by then. */
  readonly taken: number;
  /** The endpoint was restarted between it and the transfer with data before it. */
  readonly restarted: boolean;
  /** Bytes of the transfers that failed between the two. */
  readonly failed: number;
}
