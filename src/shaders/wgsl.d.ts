/** WGSL as text. Vite does this by itself; src/lib/platform/node/gpuShaders.ts does it in Node. */
declare module '*.wgsl?raw' {
  const text: string;
  export default text;
}
