import { WasmModule } from './wasmModule.ts';

/** Whether this engine knows the relaxed instructions of WebAssembly SIMD: Node 24 and Chromium do, Node 20 does not. */
export function hasRelaxedSimd(): boolean {
  const module = new WasmModule(1, true);
  const f = module.function([]);
  const value = f.floats(1);
  f.addProduct(value, value, value);
  return WebAssembly.validate(module.bytes());
}
