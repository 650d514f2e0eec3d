import type { Route } from './route.ts';

/** Alive: the process answers. A supervisor that gets no answer restarts it. */
export const healthz: Route = {
  method: 'get',
  path: '/healthz',
  summary: 'Is the process alive?',
  answers: {
    200: {
      description: 'It is.',
      contentType: 'application/json',
      schema: {
        type: 'object',
        required: ['status', 'version'],
        properties: { status: { const: 'ok' }, version: { type: 'string' } }
      }
    }
  },
  handle: (context, { version }) => context.json({ status: 'ok', version }, 200, { 'Cache-Control': 'no-store' })
};
