import { watchParent } from './watchParent.js';

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();
let armed = false;

/**
 * Ends a child when we are told to end, or when the npm that runs us is gone, so that a run that is broken off leaves nothing behind.
 * Ctrl+C needs no help: the terminal tells the whole group.
 * @template {import('node:child_process').ChildProcess} T
 * @param {T} child
 * @returns {T} the child
 */
export function endWithUs(child) {
  children.add(child);
  child.on('close', () => children.delete(child));
  if (!armed) {
    armed = true;
    for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => end(143));
    watchParent(() => end(143));
  }
  return child;
}

/** @param {number} code */
function end(code) {
  for (const child of children) child.kill('SIGTERM');
  process.exit(code);
}
