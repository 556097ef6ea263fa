import { cpus } from "node:os";
import type { ExecutionProvider, ExecutionProviderModule, ModelFiles, Runtime } from "@nestvec/core";
import { exclusive, onnxRuntime, webAssemblyMemory, withinMemory, type OnnxModel, type OnnxRuntime } from "@nestvec/core/onnx-runtime";
import { loadWebAssembly, onnxRuntimeVersion, type WebAssemblyBuild } from "@nestvec/onnxruntime";
import { acrossRealms } from "./across-realms.ts";
import { platformName } from "./load-onnx-runtime.ts";

/** Settings of ONNX Runtime in WebAssembly. */
export interface WasmRuntimeOptions {
  readonly providers: readonly ExecutionProvider[];
  readonly threads: number;
}

/** WebAssembly starts all of its threads at once. */
const mostThreads = 64;

/** All runtimes of a thread share one module of WebAssembly, its threads and its memory. */
const openBytes = { bytes: 0 };
const builds = new WeakMap<WebAssemblyBuild, { readonly onnx: OnnxRuntime; readonly threads: number }>();

/**
 * ONNX Runtime in WebAssembly, for systems where its binaries do not load. Graphs and weights are read into its memory of at most 4 GiB, and one thing at a time is
 * under way in it.
 */
export function wasmRuntime(
  { providers, threads: asked }: WasmRuntimeOptions,
  load: () => Promise<WebAssemblyBuild> = loadWebAssembly,
): Runtime {
  const threads = Math.min(asked, mostThreads);
  const notes = new Set<string>();
  const inner = onnxRuntime({
    name: "onnxruntime-wasm",
    version: onnxRuntimeVersion,
    machine: `${platformName()}, ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${threads} threads of WebAssembly`,
    async load() {
      const set = setBuild(await load(), threads);
      if (set.threads !== threads)
        notes.add(
          `${set.threads} threads in place of ${threads}: ONNX Runtime in WebAssembly was set before, for all of this thread's models.`,
        );
      return set.onnx;
    },
    providers: providersInWasm(providers),
    builtIn: Object.fromEntries(providersInWasm(providers).map(({ name }) => [name, name === "wasm" ? onProcessor : elsewhere])),
    importModule: (specifier) => import(specifier),
    // Errors reach the caller as exceptions.
    session: { logSeverityLevel: 4 },
    openAs: graphInMemory,
  });
  const runtime = withinMemory(inner, { ...webAssemblyMemory, inUse: openBytes });
  return { ...runtime, notes: () => [...notes, ...(inner.notes?.() ?? [])] };
}

/** Settings hold for the whole of a build, from its first session on. */
function setBuild(build: WebAssemblyBuild, threads: number): { readonly onnx: OnnxRuntime; readonly threads: number } {
  const known = builds.get(build);
  if (known !== undefined) return known;
  build.env.wasm.numThreads = threads;
  build.env.logLevel = "fatal";
  const set = { onnx: acrossRealms(exclusive(build)), threads };
  builds.set(build, set);
  return set;
}

const onProcessor: ExecutionProviderModule = { obstacle: async () => undefined, sessionOption: () => "wasm" };
const elsewhere: ExecutionProviderModule = { obstacle: async () => "WebAssembly runs on the processor alone", sessionOption: () => "wasm" };

/** The processor's kernels are called `wasm` here, and no other provider can run: none of their modules is imported. */
function providersInWasm(providers: readonly ExecutionProvider[]): readonly ExecutionProvider[] {
  const names = providers.map(({ name }) => (name === "cpu" ? "wasm" : name));
  return Array.from(new Set(names), (name) => ({ name }));
}

/** WebAssembly maps no files: a graph and its weights are handed over as bytes. */
async function graphInMemory(files: ModelFiles, graph: string): Promise<OnnxModel> {
  const externalData: { path: string; data: Uint8Array }[] = [];
  for (const { name, path } of await files.externalFiles(graph)) externalData.push({ path: name, data: await wholeFile(files, path) });
  return { graph: await files.read(graph), options: externalData.length === 0 ? {} : { externalData } };
}

/** Node reads no more than 2 GiB of a file at once. */
const mostAtOnce = 2 ** 30;

async function wholeFile(files: ModelFiles, path: string): Promise<Uint8Array> {
  const size = await files.size(path);
  if (size === undefined || size <= mostAtOnce) return files.read(path);
  const bytes = new Uint8Array(size);
  for (let start = 0; start < size; start += mostAtOnce)
    bytes.set(await files.readSlice(path, start, Math.min(size, start + mostAtOnce)), start);
  return bytes;
}
