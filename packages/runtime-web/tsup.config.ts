import { copyFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Options } from "tsup";
import { library } from "../../tsup.base.ts";

const onnxFolder = dirname(fileURLToPath(import.meta.resolve("onnxruntime-web/wasm")));

/** ONNX Runtime's own files, which find one another by their names: they are shipped as they are, beside ours. */
const onnxFiles = [
  "ort.wasm.bundle.min.mjs",
  "ort-wasm-simd-threaded.wasm",
  "ort.webgpu.bundle.min.mjs",
  "ort-wasm-simd-threaded.asyncify.wasm",
];

/** Imports of ONNX Runtime become those of the file beside. */
const onnxBeside: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "onnx-beside",
  setup(build) {
    build.onResolve({ filter: /^onnxruntime-web\/(wasm|webgpu)$/ }, ({ path }) => ({
      path: `./ort.${path.slice("onnxruntime-web/".length)}.bundle.min.mjs`,
      external: true,
    }));
  },
};

// Both builds write there at once: neither may clean it.
rmSync("dist", { recursive: true, force: true });

export default defineConfig([
  {
    ...library,
    clean: false,
    entry: { index: "src/index.ts", webgpu: "src/webgpu.ts" },
    esbuildPlugins: [onnxBeside],
    async onSuccess() {
      for (const file of onnxFiles) copyFileSync(join(onnxFolder, file), join("dist", file));
    },
  },
  {
    ...library,
    entry: { worker: "src/worker.ts", "webgpu-worker": "src/webgpu-worker.ts" },
    clean: false,
    // Workers have no import maps, and bundlers build them into one file: all is inside.
    noExternal: [/.*/],
    splitting: false,
    minify: true,
    esbuildPlugins: [onnxBeside],
  },
]);
