import { isBuiltin } from "node:module";
import { posix } from "node:path";
import { importsOf, isForTests, packageFolderOf, packageOf, type SourceFile } from "./sources.mjs";

type Layer =
  | "core"
  | "ONNX Runtime"
  | "test browser"
  | "test hub"
  | "ONNX files"
  | "model files"
  | "conformance"
  | "records"
  | "adapter"
  | "tables"
  | "hub"
  | "provider"
  | "compiler"
  | "engine"
  | "server"
  | "bench"
  | "lab"
  | "app";

/** The layers that each layer may import: arrows point one way, apps → runtimes, providers, compiler → hub → core. */
const below: Record<Layer, readonly Layer[]> = {
  core: ["ONNX files"],
  // What only tests may import.
  "test browser": [],
  "test hub": [],
  // Knows the formats of files and nothing of nestvec.
  "ONNX files": [],
  // ONNX Runtime in Node, which knows nothing of nestvec either.
  "ONNX Runtime": ["ONNX Runtime"],
  "model files": [],
  conformance: ["core", "ONNX files"],
  // Reads and writes rows of texts and vectors.
  records: ["core"],
  // Joins an Embedder of any runtime to a framework; only its tests open one.
  adapter: ["core"],
  // Makes tables of vectors of tables of texts, by whatever engine it is handed.
  tables: ["core", "records"],
  // Gets models onto this machine, and knows no runtime: the runtimes of Node ask it for a name that is no folder.
  hub: ["core"],
  // Says why a GPU cannot run, and how ONNX Runtime is told to use it.
  provider: ["core", "ONNX Runtime"],
  engine: ["core", "hub", "model files", "ONNX Runtime"],
  // Writes graphs, and runs them once for the numbers that go with them.
  compiler: ["core", "ONNX files", "engine"],
  server: ["core", "hub", "records", "model files", "engine"],
  bench: ["core", "hub", "records", "ONNX Runtime", "ONNX files", "model files", "engine"],
  // Measures the engine and the server, by what the bench measures with.
  lab: ["core", "tables", "engine", "server", "bench"],
  // The command line starts the server and the bench.
  app: ["core", "hub", "compiler", "records", "tables", "model files", "engine", "server", "bench"],
};

/**
 * One sentence for each import that goes against the arrows, reaches into another package's files, or binds core to a platform.
 * @param entries what the packages' own manifests export: "@nestvec/core", "@nestvec/core/vectors", …
 */
export function brokenArrows(files: readonly SourceFile[], entries: ReadonlySet<string>): string[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap((specifier) => {
      const obstacle = obstacleTo(file.path, specifier, entries);
      return obstacle === undefined ? [] : [`${file.path} imports ${specifier}: ${obstacle}`];
    }),
  );
}

function obstacleTo(path: string, specifier: string, entries: ReadonlySet<string>): string | undefined {
  const home = packageOf(path);
  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(path), specifier);
    return packageOf(target) === home ? undefined : "another package is imported by its name, never by a path";
  }
  const layer = layerOf(home);
  if ((layer === "core" || layer === "ONNX files") && !isForTests(path)) {
    if (isBuiltin(specifier)) return "core, and what is built into it, runs everywhere and knows no Node";
    if (specifier === "@nestvec/onnx/writer") return "core writes no graphs";
    if (specifier.startsWith("onnxruntime-")) return "core knows no runtime";
  }
  const folder = packageFolderOf(specifier);
  if (folder === undefined) return undefined;
  const target = layerOf(folder);
  if (target !== "model files" && !entries.has(specifier)) return "no package exports that";
  if ((layer === "adapter" || layer === "tables") && isForTests(path) && target === "engine") return undefined;
  if (below[layer].includes(target) || (isForTests(path) && ["conformance", "test browser", "test hub", "ONNX files"].includes(target)))
    return undefined;
  // Its tests run models on it.
  if (isForTests(path) && layer === "provider" && target === "engine") return undefined;
  return `${layer} may import ${below[layer].join(", ") || "no other package"}, not ${target}`;
}

function layerOf(folder: string): Layer {
  if (folder === "apps/server") return "server";
  if (folder === "apps/bench") return "bench";
  if (folder === "tools/lab" || folder === "tools/models") return "lab";
  if (folder.startsWith("apps/")) return "app";
  if (folder === "packages/core") return "core";
  if (folder === "packages/chromium") return "test browser";
  if (folder === "packages/loopback-hub") return "test hub";
  if (folder === "packages/hub") return "hub";
  if (folder === "packages/compiler") return "compiler";
  if (folder === "packages/onnx") return "ONNX files";
  if (/^packages\/onnxruntime(-|$)/.test(folder)) return "ONNX Runtime";
  if (folder === "packages/conformance") return "conformance";
  if (folder === "packages/records") return "records";
  if (/^packages\/(ai-sdk|langchain|llamaindex|opentelemetry)$/.test(folder)) return "adapter";
  if (folder.startsWith("packages/provider-")) return "provider";
  if (folder === "packages/bulk") return "tables";
  return folder.startsWith("packages/model-") ? "model files" : "engine";
}
