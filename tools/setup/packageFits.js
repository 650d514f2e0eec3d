/**
 * Whether npm would install an optional package on a machine: what it says of system, processor, C library and Node must all fit. A range of
 * Node versions in a form that we do not read counts as not fitting: better to miss a package than to install again on every start.
 * @param {{ os?: string[], cpu?: string[], libc?: string[], engines?: { node?: string } }} entry as in package-lock.json
 * @param {Pick<import('./host.js').Host, 'platform' | 'arch' | 'libc' | 'nodeVersion'>} host
 */
export function packageFits(entry, host) {
  return (
    isListed(entry.os, host.platform) &&
    isListed(entry.cpu, host.arch) &&
    (entry.libc === undefined || (host.libc !== null && isListed(entry.libc, host.libc))) &&
    (entry.engines?.node === undefined || isInRange(entry.engines.node, host.nodeVersion))
  );
}

/** npm's lists name what may be, or with a `!` what may not. @param {string[] | undefined} list @param {string} value */
function isListed(list, value) {
  if (list === undefined) return true;
  if (list.includes(`!${value}`)) return false;
  return list.includes(value) || list.includes('any') || list.every((name) => name.startsWith('!'));
}

/** Alternatives of `^1.2.3` and `>=1.2.3`. @param {string} range @param {string} version */
function isInRange(range, version) {
  const have = version.split('.').map(Number);
  return range.split('||').some((part) => {
    const match = /^(\^|>=)\s*(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(part.trim());
    if (match === null) return false;
    const least = /** @type {(string | undefined)[]} */ (match.slice(2)).map((digits = '0') => Number(digits));
    if (match[1] === '^' && have[0] !== least[0]) return false;
    const at = least.findIndex((number, i) => number !== have[i]);
    return at < 0 || have[at] > least[at];
  });
}
