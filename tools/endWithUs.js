import { watchParent } from './watchParent.js';

/** Exit codes as a shell gives them. */
const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();
/** @type {(() => void) | null} */
let unwatch = null;

/**
 * Ends a child when we are told to end, or when the npm that runs us is gone, so that a run that is broken off leaves nothing behind. While
 * there is no such child, signals do what they do by themselves, so that a tool may handle them its own way after its set-up.
 * @template {import('node:child_process').ChildProcess} T
 * @param {T} child
 * @returns {T} the child
 */
export function endWithUs(child) {
  if (children.size === 0) {
    for (const signal of signals) process.on(signal, end);
    unwatch = watchParent(() => end('SIGTERM'));
  }
  children.add(child);
  child.on('error', () => forget(child));
  child.on('close', () => forget(child));
  return child;
}

/** @param {import('node:child_process').ChildProcess} child */
function forget(child) {
  if (!children.delete(child) || children.size > 0) return;
  for (const signal of signals) process.off(signal, end);
  unwatch?.();
}

/** @param {NodeJS.Signals} signal */
function end(signal) {
  for (const child of children) child.kill('SIGTERM');
  process.exit(codes[/** @type {keyof typeof codes} */ (signal)]);
}
