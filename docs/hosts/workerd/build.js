import { copyFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const name = "ort-wasm-simd-threaded.wasm";
const model = "node_modules/@nestvec/model-mini";

await build({ entryPoints: ["worker.js"], outdir: "dist", bundle: true, format: "esm", external: ["*.wasm"] });
copyFileSync(`node_modules/@nestvec/runtime-web/dist/${name}`, `dist/${name}`);

// Each file of the model is a binding, by its path.
const files = readdirSync(model, { recursive: true }).filter((path) => /\.(json|onnx|bin)$/.test(path) && path !== "package.json");
const bindings = files.map((path) => `(name = "${path.replaceAll("\\", "/")}", data = embed "../${model}/${path}")`);
writeFileSync(
  "dist/config.capnp",
  `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js"), (name = "${name}", wasm = embed "${name}")],
  bindings = [${bindings.join(", ")}],
  compatibilityDate = "2026-11-01",
);
`,
);
