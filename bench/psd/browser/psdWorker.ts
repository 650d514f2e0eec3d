/** The bench's side in a browser: a worker that sets up candidates and answers how long passes took. Bundled by withPsdPage. */
import type { PsdCase } from '../candidate.ts';
import { ourForms, ourLoop } from '../ours.ts';
import { peerMakers, type PsdLoop } from '../peers.ts';

/** Sets up a candidate, or lets the one set up under `id` do some passes. */
export type PsdRequest =
  | { readonly id: string; readonly make: { readonly name: string; readonly job: PsdCase } }
  | { readonly id: string; readonly passes: number };

/** Nanoseconds; null for a candidate that cannot be made. */
export interface PsdReply {
  readonly nanoseconds: number | null;
}

const loops = new Map<string, PsdLoop>();

addEventListener('message', ({ data }: MessageEvent<PsdRequest>) => {
  void answer(data).then((nanoseconds) => postMessage({ nanoseconds } satisfies PsdReply));
});

async function answer(request: PsdRequest): Promise<number | null> {
  if ('make' in request) {
    const { name, job } = request.make;
    const loop =
      name in ourForms ? ourLoop(job, name as keyof typeof ourForms) : await peerMakers('/pffft.wasm')[name](job);
    if (loop === null) return null;
    loops.set(request.id, loop);
    return 0;
  }
  const loop = loops.get(request.id)!;
  const began = performance.now();
  for (let pass = 0; pass < request.passes; pass++) loop();
  return (performance.now() - began) * 1e6;
}
