import type { Route } from './route.ts';

/** The description of the API, made from the list of routes (which it is given, since it stands in it). */
export function openapi(routes: () => readonly Route[]): Route {
  return {
    method: 'get',
    path: '/api/v1/openapi.json',
    summary: 'This description',
    answers: {
      200: {
        description: 'OpenAPI 3.1',
        contentType: 'application/json',
        schema: { type: 'object', required: ['openapi', 'info', 'paths'] }
      }
    },
    handle: (context, { version }) => context.json(describe(routes(), version), 200, { 'Cache-Control': 'no-cache' })
  };
}

function describe(routes: readonly Route[], version: string) {
  const problem = {
    description: 'What went wrong',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
  };
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { path, method, summary, answers } of routes) {
    const responses: [string, unknown][] = Object.entries(answers).map(
      ([status, { description, contentType, schema }]) => [
        status,
        { description, content: { [contentType]: { schema } } }
      ]
    );
    paths[path] = {
      ...paths[path],
      [method]: { summary, responses: { ...Object.fromEntries(responses), default: problem } }
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Wavepool relay', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: {
      schemas: {
        Problem: {
          type: 'object',
          description: 'RFC 9457',
          required: ['type', 'title', 'status', 'detail', 'code'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string' },
            code: { type: 'string', description: 'Stable; scripts match on it.' }
          }
        }
      }
    }
  };
}
