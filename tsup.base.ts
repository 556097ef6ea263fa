import type { Options } from "tsup";

/** How every package is built: one ESM file with its types, all dependencies left outside. */
export const library: Options = {
  entry: ["src/index.ts"],
  format: ["esm"],
  // tsup's declaration build still sets baseUrl, which TypeScript 6 calls deprecated.
  dts: { compilerOptions: { composite: false, ignoreDeprecations: "6.0" } },
  sourcemap: true,
  clean: true,
  target: "es2022",
};
