const filters = ['validation', 'out-of-memory', 'internal'] as const;

/**
 * Runs `work`, and throws what the device finds wrong with what it asked for up to its first wait: a GPU tells nobody else, and goes on with
 * buffers of zeros.
 */
export async function errorScoped<T>(device: GPUDevice, work: () => Promise<T>): Promise<T> {
  for (const filter of filters) device.pushErrorScope(filter);
  const done = work();
  const scopes = filters.map(() => device.popErrorScope());
  const [result, ...errors] = await Promise.allSettled([done, ...scopes]);
  for (const error of errors) {
    if (error.status === 'fulfilled' && error.value !== null) throw new Error(error.value.message);
  }
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
