import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import {
  invalidArgument,
  requireOptions,
  type ExecutionProvider,
  type ExecutionProviderModule,
  type OptionNames,
  type Runtime,
} from "@nestvec/core";
import { isProvider, onnxRuntime, type OnnxRuntime, type OnnxRuntimeOptions } from "@nestvec/core/onnx-runtime";
import { loadWebAssembly, onnxRuntimeVersion } from "@nestvec/onnxruntime";
import { acrossRealms } from "./across-realms.ts";
import { differenceFrom } from "./difference-from.ts";
import { eitherRuntime, requireRuntimeChoice, type RuntimeChoice } from "./either-runtime.ts";
import { withExactProducts } from "./exact-products.ts";
import { physicalCores } from "../machine/physical-cores.ts";
import { relocatedFromHub } from "./linked-weights.ts";
import { loadOnnxRuntime, platformName } from "./load-onnx-runtime.ts";
import { cacheFolder } from "../platform/cache-store.ts";
import { prepackedFolder } from "../prepacked/prepacked-folder.ts";
import { prepackedOnnxRuntime } from "../prepacked/prepacked-runtime.ts";
import { wasmRuntime } from "./wasm-runtime.ts";

/**
 * ONNX Runtime's own CPU provider. Runs on every machine that ONNX Runtime runs on.
 * @example
 * ```ts
 * import { cpu, loadModel } from "@nestvec/runtime-node";
 *
 * await using embedder = await loadModel("nestvec-mini", { providers: [cpu()] });
 * console.log((await embedder.embed(["nesting dolls"])).provider); // → cpu
 * ```
 */
export const cpu = (): ExecutionProvider => ({ name: "cpu" });

/** The providers that need no module of their own. */
const builtInProviders: Readonly<Record<string, ExecutionProviderModule>> = {
  cpu: { obstacle: async () => undefined, sessionOption: () => "cpu" },
};

/** Settings of ONNX Runtime in Node. */
export interface NodeRuntimeOptions {
  /**
   * ONNX Runtime's binary for this system, `"native"`, or WebAssembly, `"wasm"`, which is several times slower and holds 4 GiB. Default `"auto"`: the binary, and
   * WebAssembly where that does not load.
   */
  readonly runtime?: RuntimeChoice | undefined;
  /** Tried one at a time, in this order. Default: the CPU. */
  readonly providers?: readonly ExecutionProvider[] | undefined;
  /** Threads within one graph, at most 256 or as many as there are cores. Default: the physical cores that this process may use. */
  readonly threads?: number | undefined;
  /**
   * How long a thread without work spins before it sleeps, in microseconds: at most a second, about which ONNX Runtime spins by itself; 0: not at all.
   * Default 50.
   */
  readonly spinMicroseconds?: number | undefined;
  /**
   * How many bytes of prepacked weights are kept in the user's cache folder, from which the weights of large graphs are mapped
   * and shared by processes; 0: none are kept or read. Graphs with a large table of embeddings, or with few weights, are never kept. Default 4 GiB.
   */
  readonly prepackedCacheBytes?: number | undefined;
}

/**
 * ONNX Runtime in Node, set for machines that do other work besides: threads that have nothing to do soon sleep instead of
 * spinning, and memory goes back after a run instead of staying at its peak, unless the graph's batches are bounded.
 * @throws NestvecError ARGUMENT_INVALID
 * @example
 * ```ts
 * import { fileURLToPath } from "node:url";
 * import { directory, modelFiles, nodeRuntime } from "@nestvec/runtime-node";
 *
 * const folder = fileURLToPath(new URL(".", import.meta.resolve("@nestvec/model-mini/package.json")));
 * const session = await nodeRuntime({ threads: 1 }).open(modelFiles(directory(folder)), "onnx/model_layer_2.onnx");
 * console.log(session.provider, session.outputs[0]?.name); // → cpu sentence_embedding
 * await session.dispose();
 * ```
 */
export function nodeRuntime(options: NodeRuntimeOptions = {}): Runtime {
  requireOptions<NodeRuntimeOptions>("nodeRuntime", options, nodeRuntimeOptionNames);
  return nodeRuntimeFrom(loadOnnxRuntime, options);
}

/** The names of the options of `nodeRuntime`. */
export const nodeRuntimeOptionNames: OptionNames<NodeRuntimeOptions> = {
  runtime: true,
  providers: true,
  threads: true,
  spinMicroseconds: true,
  prepackedCacheBytes: true,
};

/** The same over ONNX Runtime as `load` gives it. @see nodeRuntime */
export function nodeRuntimeFrom(
  load: () => Promise<OnnxRuntime>,
  {
    runtime: choice = "auto",
    providers = [cpu()],
    threads = physicalCores(),
    spinMicroseconds = standardSpin,
    prepackedCacheBytes = standardPrepackedBytes,
  }: NodeRuntimeOptions,
  onTry?: OnnxRuntimeOptions["onTry"],
): Runtime {
  requireRuntimeChoice(choice);
  // ONNX Runtime makes as many threads as it is told, at once: a slip of the keyboard would take the machine down.
  const most = Math.max(256, availableParallelism());
  if (!Number.isInteger(threads) || threads < 1 || threads > most) {
    throw invalidArgument("threads", threads, `a whole number from 1 to ${most}`);
  }
  if (!Array.isArray(providers) || providers.length === 0 || !providers.every(isProvider)) {
    const expected = `a list of at least one provider, such as [cpu()] or [{ name: "cpu" }]`;
    throw invalidArgument("providers", providers, expected);
  }
  if (!Number.isInteger(spinMicroseconds) || spinMicroseconds < 0 || spinMicroseconds > longestSpin) {
    const expected = `a whole number of microseconds from 0 to ${longestSpin}`;
    throw invalidArgument("spinMicroseconds", spinMicroseconds, expected);
  }
  if (!Number.isSafeInteger(prepackedCacheBytes) || prepackedCacheBytes < 0) {
    throw invalidArgument("prepackedCacheBytes", prepackedCacheBytes, "a whole number of at least 0");
  }
  const intraOp = spinOptions(spinMicroseconds);
  const notes = new Set<string>();
  const common: Omit<OnnxRuntimeOptions, "providers"> = {
    name: "onnxruntime-node",
    version: onnxRuntimeVersion,
    machine: `${platformName()}, ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${threads} threads${spinName(spinMicroseconds)}, ${providers.map(({ name }) => name).join(" then ")}`,
    async load() {
      const onnx = withExactProducts(acrossRealms(await load()));
      if (prepackedCacheBytes === 0) return onnx;
      return prepackedOnnxRuntime(onnx, prepackedFolder(join(cacheFolder(), "prepacked"), prepackedCacheBytes), (graph, problem) => {
        notes.add(`The prepacked weights of "${graph}" were not taken from the cache: ${problem.replace(/\.$/, "")}.`);
      });
    },
    builtIn: builtInProviders,
    importModule: (specifier) => import(specifier),
    session: {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      enableCpuMemArena: false,
      // Errors reach the caller as exceptions: what ONNX Runtime writes to stderr besides would only stand in the host's way.
      logSeverityLevel: 4,
      extra: { session: { intra_op: intraOp } },
    },
    async openAs(files, graph) {
      const relocated = await relocatedFromHub(files, graph);
      if (relocated === undefined) return undefined;
      const weights = { model_external_initializers_file_folder_path: relocated.folder };
      return { graph: relocated.graph, options: { extra: { session: { intra_op: intraOp, ...weights } } } };
    },
  };
  const reference = onnxRuntime({ ...common, providers: [cpu()] });
  const runtime = onnxRuntime({ ...common, providers, check: (session, ...of) => differenceFrom(reference, session, ...of), onTry });
  const native = { ...runtime, notes: () => [...(runtime.notes?.() ?? []), ...notes] };
  return eitherRuntime(choice, { native, loadNative: load, wasm: wasmRuntime({ providers, threads }), loadWasm: loadWebAssembly });
}

/** Room for several large encoders. */
const standardPrepackedBytes = 4 * 2 ** 30;

/**
 * Long enough that threads stay awake between the operators of a run, which then takes a tenth less, and so short that they sleep between runs and on a
 * shared machine give way at once.
 */
const standardSpin = 50;

/** A second. ONNX Runtime calls longer ones a waste of processor time itself. */
const longestSpin = 1_000_000;

const spinOptions = (microseconds: number): Readonly<Record<string, string>> =>
  microseconds === 0 ? { allow_spinning: "0" } : { allow_spinning: "1", spin_duration_us: String(microseconds) };

const spinName = (microseconds: number): string => (microseconds === 0 ? "" : ` that spin for ${microseconds} µs`);
