/** Pipelines of each device, by shader and constants: compiling one takes from milliseconds to seconds. */
const made = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

/**
 * The pipeline of a shader with these constants, compiled once for each device.
 * @throws GPUPipelineError when the device does not take it
 */
export function computePipeline(
  device: GPUDevice,
  code: string,
  constants: Readonly<Record<string, number>>
): Promise<GPUComputePipeline> {
  const ofDevice = made.get(device) ?? new Map<string, Promise<GPUComputePipeline>>();
  made.set(device, ofDevice);
  const key = `${JSON.stringify(constants)}\n${code}`;
  const known = ofDevice.get(key);
  if (known !== undefined) return known;
  const module = device.createShaderModule({ code });
  const pipeline = device.createComputePipelineAsync({ layout: 'auto', compute: { module, constants } });
  ofDevice.set(key, pipeline);
  // What failed may succeed the next time.
  pipeline.catch(() => ofDevice.delete(key));
  return pipeline;
}
