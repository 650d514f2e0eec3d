/** A connection that is open, as the host gives it. */
export interface TcpConnection {
  /** Where it leads, for people: 'host:port'. */
  readonly where: string;
  /**
   * Set once, at once: what comes before is lost.
   * @param take gets bytes as they come; they are the taker's own
   * @param ended called once when no more will come: with null when the other side closed, with an error when it broke
   */
  listen(take: (bytes: Uint8Array<ArrayBuffer>) => void, ended: (error: Error | null) => void): void;
  send(bytes: Uint8Array): void;
  /** May be called twice; `ended` is not called for it. */
  close(): void;
}

/** A connection that is written to faster than it may be read. */
export interface TcpPeer extends TcpConnection {
  /** Bytes that have been sent and not been taken yet. */
  readonly waiting: number;
}
