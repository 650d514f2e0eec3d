import type { Context } from 'hono';
import type { Page } from '../page/pageFile.ts';

/** What the routes may use. Everything of the host comes in here, so that the app runs in a test without one. */
export interface RelayParts {
  readonly version: string;
  readonly page: Page;
  /** What must hold for the relay to be of use; each answers null when all is well, else why not. */
  readonly checks: Readonly<Record<string, () => Promise<string | null>>>;
  /** Told of an error of our own, once each. */
  readonly log: (error: unknown) => void;
}

/** An answer that a route may give, for the API description. */
export interface RouteAnswer {
  readonly description: string;
  readonly contentType: string;
  /** JSON Schema of the body. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** One route: one file in this folder, one line in list.ts, one test. Method, path and answers also make the API description. */
export interface Route {
  readonly method: 'get';
  /** As OpenAPI writes it. */
  readonly path: string;
  readonly summary: string;
  readonly answers: Readonly<Record<string, RouteAnswer>>;
  handle(context: Context, parts: RelayParts): Response | Promise<Response>;
}
