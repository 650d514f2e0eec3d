import type { Route } from './route.ts';

const answer = (status: string, description: string) => ({
  description,
  contentType: 'application/json',
  schema: {
    type: 'object',
    required: ['status', 'checks'],
    properties: {
      status: { const: status },
      checks: { type: 'object', additionalProperties: { type: 'string', description: '"ok", or what is wrong' } }
    }
  }
});

/** Ready: everything a request may need is there. A load balancer sends nothing to a relay that is not. */
export const readyz: Route = {
  method: 'get',
  path: '/readyz',
  summary: 'Can the relay serve?',
  answers: { 200: answer('ready', 'It can.'), 503: answer('not-ready', 'It cannot; the checks say why.') },
  handle: async (context, { checks }) => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await check()] as const)
    );
    const ready = results.every(([, wrong]) => wrong === null);
    const body = {
      status: ready ? 'ready' : 'not-ready',
      checks: Object.fromEntries(results.map(([name, wrong]) => [name, wrong ?? 'ok']))
    };
    return context.json(body, ready ? 200 : 503, { 'Cache-Control': 'no-store' });
  }
};
