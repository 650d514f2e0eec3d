/** Bytes as they came in, with the host's time (seconds since 1970) at which they were there. */
export interface ByteChunk {
  readonly bytes: Uint8Array;
  readonly received: number;
}

/** One open line to a receiver or to a server: a serial port or a TCP connection, made by the host. */
export interface ByteLink {
  /** The next bytes; null when the other side has ended. One call at a time. Rejects when the line breaks. */
  read(): Promise<ByteChunk | null>;
  write(bytes: Uint8Array): Promise<void>;
  /** Ends a pending `read` too. May be called more than once. */
  close(): Promise<void>;
}
