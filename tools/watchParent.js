const everyMs = 500;
/** Read once: whoever watches later must notice that it went in the meantime. */
const parent = process.ppid;

/**
 * Under npm, calls `gone` when the process that started us has ended. npm passes a signal on to the shell between it and us, and that shell
 * dies of it without a word to us: whoever stops `npm start` would leave a relay behind. Does nothing when npm is not involved, so that a
 * service may outlive the shell that started it.
 * @param {() => void} gone
 * @returns {() => void} stops watching
 */
export function watchParent(gone) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return () => undefined;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
