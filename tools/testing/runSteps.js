/**
 * @typedef {import('./steps.js').Step} Step
 * @typedef {{ step: Step, code: number, output: string, seconds: number }} StepResult
 */

/**
 * Runs the steps: those that prepare first, one by one; then those that go together, `width` at a time; then the rest alone. A step that
 * failed to prepare ends the run; any other failure is noted and the run goes on, so that one run shows everything.
 * @param {readonly Step[]} steps
 * @param {number} width
 * @param {(step: Step) => Promise<StepResult>} run
 * @param {(result: StepResult) => void} done told of each step as it ends
 * @returns {Promise<StepResult[]>}
 */
export async function runSteps(steps, width, run, done) {
  /** @type {StepResult[]} */
  const results = [];
  const runOne = async (/** @type {Step} */ step) => {
    const result = await run(step);
    results.push(result);
    done(result);
    return result;
  };
  for (const step of steps) {
    if (step.when === 'prepare' && (await runOne(step)).code !== 0) return results;
  }
  const queue = steps.filter((step) => step.when === 'together');
  const worker = async () => {
    for (let step = queue.shift(); step !== undefined; step = queue.shift()) await runOne(step);
  };
  await Promise.all(Array.from({ length: Math.max(1, width) }, worker));
  for (const step of steps) {
    if (step.when !== 'alone') continue;
    const broken = results.find((result) => result.code !== 0 && step.needs?.includes(result.step.name));
    if (broken === undefined) await runOne(step);
    else {
      const result = { step, code: 1, output: `Not run: ${broken.step.name} failed.`, seconds: 0 };
      results.push(result);
      done(result);
    }
  }
  return results;
}
