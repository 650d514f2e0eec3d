/** How a body is packed; the names are those of Content-Encoding. */
export type Encoding = 'identity' | 'gzip' | 'br';

/** One file of the built page, ready to be sent. */
export interface PageFile {
  readonly contentType: string;
  readonly cacheControl: string;
  readonly contentSecurityPolicy: string;
  /** Hash of the plain contents, without quotes. */
  readonly hash: string;
  readonly bodies: Readonly<{ identity: Uint8Array<ArrayBuffer> } & Partial<Record<Encoding, Uint8Array<ArrayBuffer>>>>;
}

/** The built page: what stands at each decoded URL path. Only what is in this table can be asked for. */
export type Page = ReadonlyMap<string, PageFile>;
