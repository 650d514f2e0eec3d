/** A GPU that was opened, and what is known of it. */
export interface GpuHost {
  readonly device: GPUDevice;
  /** What it calls itself: vendor, architecture, description. Tells one adapter from another. */
  readonly name: string;
  /** It is the processor in disguise. */
  readonly software: boolean;
}

/** The part of `navigator.gpu` that is used here. */
export interface GpuEntry {
  requestAdapter(options?: GPURequestAdapterOptions): Promise<GPUAdapter | null>;
}

/** What software adapters call themselves; not all admit it by `isFallbackAdapter`. */
const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|\bwarp\b|basic render/i;

/** @returns null when there is no adapter, or it gives no device */
export async function openGpu(entry: GpuEntry): Promise<GpuHost | null> {
  try {
    const adapter = await entry.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) return null;
    const { vendor, architecture, device, description } = adapter.info;
    const name = [vendor, architecture, device, description].filter((part) => part !== '').join(' ');
    const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
    const opened = await adapter.requestDevice({ requiredLimits: { maxStorageBufferBindingSize, maxBufferSize } });
    return { device: opened, name, software: adapter.info.isFallbackAdapter || softwareNames.test(name) };
  } catch {
    return null;
  }
}
