import { Hono } from 'hono';
import { securityHeaders } from './headers.ts';
import { limits } from './limits.ts';
import { servePage } from './page/servePage.ts';
import { problemResponse } from './problem.ts';
import { routes } from './routes/list.ts';
import type { RelayParts } from './routes/route.ts';

/** The relay as a function from request to response: it listens nowhere and reads no environment (main.ts does). */
export function createApp(parts: RelayParts): Hono {
  const app = new Hono();
  app.use(securityHeaders);
  app.use(limits);
  for (const route of routes) {
    // OpenAPI writes {id} where Hono writes :id.
    const path = route.path.replace(/\{(\w+)\}/g, ':$1');
    app.on(route.method.toUpperCase(), path, (context) => route.handle(context, parts));
    app.all(path, (context) => {
      const problem = {
        status: 405,
        code: 'http.method',
        detail: `${route.path} cannot be asked with ${context.req.method}.`
      };
      return problemResponse(problem, context.req.header('accept') ?? null, { Allow: 'GET, HEAD' });
    });
  }
  app.all('*', (context) => servePage(parts.page, context.req.raw) ?? context.notFound());
  app.notFound((context) => {
    const problem = { status: 404, code: 'http.not-found', detail: 'There is nothing at this address.' };
    return problemResponse(problem, context.req.header('accept') ?? null);
  });
  app.onError((error, context) => {
    parts.log(error);
    const problem = { status: 500, code: 'http.internal', detail: 'The relay failed at this; its log says more.' };
    return problemResponse(problem, context.req.header('accept') ?? null);
  });
  return app;
}
