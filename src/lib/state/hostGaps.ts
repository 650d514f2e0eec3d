/** Something the page cannot do without, missing in this browser or in how the page was served; with what to do about it. */
export interface HostGap {
  readonly what: string;
  readonly hint: string;
}

/** What is missing here for the receiver to run; empty where all is there. */
export function hostGaps(): readonly HostGap[] {
  const gaps: HostGap[] = [];
  if (!globalThis.isSecureContext)
    gaps.push({
      what: 'A secure address',
      hint: 'Browsers give shared memory only to pages that come over https or from localhost. Open http://localhost:7373 on the machine that serves the page, or put https in front of it.'
    });
  else if (typeof SharedArrayBuffer === 'undefined' || !globalThis.crossOriginIsolated)
    gaps.push({
      what: 'Shared memory (SharedArrayBuffer)',
      hint: 'The page has to be served with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp. `wavepool relay` sends them; a proxy in front of it must let them through.'
    });
  if (typeof OffscreenCanvas === 'undefined' || !('transferControlToOffscreen' in HTMLCanvasElement.prototype))
    gaps.push({
      what: 'Drawing in a worker (OffscreenCanvas)',
      hint: 'Update the browser: Chrome or Edge 69, Firefox 105 and Safari 17, or newer, have it.'
    });
  if (typeof WebAssembly === 'undefined')
    gaps.push({
      what: 'WebAssembly',
      hint: 'It is switched off here, or the browser is too old. Allow it, or use another browser.'
    });
  return gaps;
}
