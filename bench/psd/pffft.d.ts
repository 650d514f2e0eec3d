/** The package has no typings. */
declare module '@echogarden/pffft-wasm/simd' {
  const load: (options: object) => Promise<never>;
  export default load;
}
