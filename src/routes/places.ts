import type { IconName } from '#lib/ui/icons.ts';

/** One place of the rail. */
export interface Place {
  readonly path: string;
  readonly name: string;
  readonly icon: IconName;
}

/** The places of the page, in the order in which the rail shows them. A place is listed once it is built. */
export const places: readonly Place[] = [{ path: '/', name: 'Receive', icon: 'receive' }];
