import { defineConfig } from "tsup";
import { library } from "../../tsup.base.ts";

// The vector maths, and the adapter that runtimes are made of, can be had without the rest.
export default defineConfig({
  ...library,
  entry: { index: "src/index.ts", "onnx-runtime": "src/onnx-runtime.ts", vectors: "src/vectors/index.ts" },
});
