/**
 * How many tests a step ran.
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/**
 * Reads a step's machine-readable report.
 * @param {'vitest' | 'playwright' | 'figures'} kind
 * @param {string | null} text null when the step wrote none
 * @returns {Counts | null} null when it cannot be read: the step died early
 */
export function countReport(kind, text) {
  if (text === null) return null;
  let report;
  try {
    report = JSON.parse(text);
  } catch {
    return null;
  }
  switch (kind) {
    case 'vitest':
      // A file that fails to load has no tests in it, but is a failure all the same.
      return {
        passed: report.numPassedTests,
        failed: report.numFailedTests + filesThatDidNotLoad(report.testResults),
        skipped: report.numPendingTests + report.numTodoTests
      };
    case 'playwright':
      return {
        passed: report.stats.expected + report.stats.flaky,
        failed: report.stats.unexpected + report.errors.length,
        skipped: report.stats.skipped
      };
    case 'figures':
      return {
        passed: count(report, 'pass'),
        failed: count(report, 'fail'),
        skipped: count(report, 'skipped')
      };
  }
}

/**
 * What a finished step adds to the total: its own tests, or itself as one. A step that failed never adds no failure, whatever its report says.
 * @param {number} code exit code
 * @param {Counts | null} counts
 * @returns {Counts}
 */
export function countStep(code, counts) {
  if (counts === null) return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** @param {readonly { status: string, assertionResults: readonly unknown[] }[]} files */
function filesThatDidNotLoad(files) {
  return files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
}

/** @param {readonly { outcome: string }[]} results @param {string} outcome */
function count(results, outcome) {
  return results.filter((result) => result.outcome === outcome).length;
}
