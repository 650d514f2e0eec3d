import { healthz } from './healthz.ts';
import { openapi } from './openapi.ts';
import { readyz } from './readyz.ts';
import type { Route } from './route.ts';

/** Every route, in the order of the API description: one import and one line each. */
export const routes: readonly Route[] = [healthz, readyz, openapi(() => routes)];
