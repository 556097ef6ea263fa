import { defineConfig } from "tsup";
import { library } from "../../tsup.base.ts";

// What the compiler needs, the vector maths, the adapter that runtimes are made of, and the protocol to a worker can be had without the rest.
export default defineConfig({
  ...library,
  entry: {
    index: "src/index.ts",
    compile: "src/compile.ts",
    "compiled-tokenizer": "src/compiled-tokenizer.ts",
    download: "src/download.ts",
    "onnx-runtime": "src/onnx-runtime.ts",
    remote: "src/remote.ts",
    "trusted-runtime": "src/trusted-runtime.ts",
    vectors: "src/vectors.ts",
  },
});
