import type { MiddlewareHandler } from 'hono';
import { problemResponse } from './problem.ts';

/** Longest URL that is looked at. A page's state is in its link, and no state of ours is that long. */
const longestUrl = 4096;

/** Turns away what no client of ours sends, before anything looks at it. */
export const limits: MiddlewareHandler = async (context, next) => {
  if (context.req.raw.url.length > longestUrl) {
    const detail = `The address is longer than ${longestUrl} characters.`;
    return problemResponse({ status: 414, code: 'http.long-url', detail }, null);
  }
  await next();
  return undefined;
};
