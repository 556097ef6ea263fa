import { NestvecError } from "./errors/nestvec-error.ts";
import type { ExecutionProvider, ExecutionProviderModule, GraphValue, GraphWork, ModelFiles, Runtime, Session } from "./runtime/runtime.ts";
import type { OnnxRuntime, OnnxSession, OnnxSessionOptions, OnnxValue } from "./runtime/onnx-api.ts";
import { providerModule, wholeMessage } from "./runtime/provider-module.ts";
import type { Tensor } from "./runtime/tensor.ts";

export { readPrepacking, type Prepacking } from "./model/graphs/prepacking.ts";
export { withWeightsAt } from "./model/graphs/weights-at.ts";
export { exclusive, type CreateWatch } from "./runtime/exclusive.ts";
export type { OnnxRuntime, OnnxSession, OnnxSessionOptions, OnnxTensorConstructor, OnnxValue } from "./runtime/onnx-api.ts";
export { webAssemblyMemory, withinMemory, type MemoryBudget } from "./runtime/within-memory.ts";

/** What a runtime made of ONNX Runtime needs. */
export interface OnnxRuntimeOptions {
  readonly name: string;
  readonly version: string;
  readonly machine: string;
  /** Loads the build of ONNX Runtime, once, when the first graph is opened. */
  readonly load: () => Promise<OnnxRuntime>;
  /** Tried one at a time in this order, so that the one in use is known. */
  readonly providers: readonly ExecutionProvider[];
  /** The providers that need no module, by name. */
  readonly builtIn: Readonly<Record<string, ExecutionProviderModule>>;
  /** Imports a provider's module. */
  readonly importModule: (specifier: string) => Promise<unknown>;
  /** Session options for every graph. */
  readonly session: OnnxSessionOptions;
  /** What to open in place of a graph that this build cannot open as it is, with options besides; undefined for a graph that it can. */
  readonly openAs?: (files: ModelFiles, graph: string) => Promise<OnnxModel | undefined>;
  /** Why the session of a provider that has a module of its own must not be used, as the end of a sentence; undefined where it may. */
  readonly check?: (session: Session, files: ModelFiles, graph: string, work: GraphWork | undefined) => Promise<string | undefined>;
  /** Is told before such a provider is tried; what it returns is called when that is over. Foreign code may end the process, or never return. */
  readonly onTry?: ((provider: ExecutionProvider, graph: string) => () => void) | undefined;
}

/** What ONNX Runtime makes a session of. */
export interface OnnxModel {
  /** The path of a graph, or its bytes. */
  readonly graph: string | Uint8Array;
  readonly options: OnnxSessionOptions;
}

/**
 * Whether something is a provider as far as its name goes: callers in plain JavaScript may pass anything.
 * @example
 * ```ts
 * import { isProvider } from "@nestvec/core/onnx-runtime";
 *
 * console.log(isProvider({ name: "cpu" }), isProvider("cpu")); // → true false
 * ```
 */
export const isProvider = (value: unknown): value is ExecutionProvider =>
  typeof value === "object" && value !== null && "name" in value && typeof value.name === "string";

/**
 * A runtime made of any build of ONNX Runtime.
 * @throws NestvecError from `open`: FILE_MISSING, FILE_TRUNCATED, GRAPH_INVALID, SESSION_FAILED, PROVIDER_UNAVAILABLE
 * @example
 * ```ts
 * import { fileURLToPath } from "node:url";
 * import { modelFiles } from "@nestvec/core";
 * import { onnxRuntime } from "@nestvec/core/onnx-runtime";
 * import { directory } from "@nestvec/runtime-node";
 *
 * const runtime = onnxRuntime({
 *   name: "my-runtime",
 *   version: "1.0.0",
 *   machine: "one thread",
 *   load: () => import("@nestvec/onnxruntime"),
 *   providers: [{ name: "cpu" }],
 *   builtIn: { cpu: { obstacle: async () => undefined, sessionOption: () => "cpu" } },
 *   importModule: (specifier) => import(specifier),
 *   session: { intraOpNumThreads: 1 },
 * });
 * const folder = fileURLToPath(new URL(".", import.meta.resolve("@nestvec/model-mini/package.json")));
 * const session = await runtime.open(modelFiles(directory(folder)), "onnx/model_layer_2.onnx");
 * console.log(session.provider, session.outputs[0]?.name); // → cpu sentence_embedding
 * await session.dispose();
 * ```
 */
export function onnxRuntime(options: OnnxRuntimeOptions): Runtime {
  const { name, version, machine, providers, session } = options;
  let build: Promise<OnnxRuntime> | undefined;
  const notes = new Set<string>();
  return {
    name,
    version,
    machine,
    notes: () => [...notes],
    async open(files, graph, work) {
      await files.checkGraph(graph);
      const onnx = await loadOnce();
      const model = (await options.openAs?.(files, graph)) ?? (await modelFor(files, graph));
      // The arena keeps the most that a run ever took.
      const memory = work?.isBounded === true ? { enableCpuMemArena: true } : {};
      const tried: { provider: string; reason: string }[] = [];
      for (const provider of providers) {
        const isOver = provider.module === undefined ? undefined : options.onTry?.(provider, graph);
        try {
          const { obstacle, sessionOption } = await providerModule(provider, options);
          const reason = await obstacle(provider.options ?? {});
          if (reason !== undefined) {
            tried.push({ provider: provider.name, reason: reason.replace(/\.$/, "") });
            continue;
          }
          const executionProviders = [sessionOption(provider.options ?? {})];
          const inner = await onnx.InferenceSession.create(model.graph, { ...session, ...memory, ...model.options, executionProviders });
          const opened = openedSession(onnx, inner, provider, graph);
          const problem = provider.module === undefined ? undefined : await checked(opened, files, graph, work);
          if (problem !== undefined) {
            tried.push({ provider: provider.name, reason: problem });
            continue;
          }
          for (const failed of tried) notes.add(`${provider.name} runs "${graph}" in place of ${failed.provider}: ${failed.reason}.`);
          return opened;
        } catch (cause) {
          // A provider's module is foreign code: after any error the next provider is tried. What a built-in one says last is the graph's fault.
          if (providers.length === 1 || (provider === providers.at(-1) && provider.module === undefined))
            throw new NestvecError("SESSION_FAILED", { step: "open", graph, problem: wholeMessage(cause) }, { cause });
          tried.push({ provider: provider.name, reason: wholeMessage(cause) });
        } finally {
          isOver?.();
        }
      }
      throw new NestvecError("PROVIDER_UNAVAILABLE", { tried });
    },
  };

  /** What `check` says of a session, which is closed where that is anything. */
  async function checked(opened: Session, ...what: [ModelFiles, string, GraphWork | undefined]): Promise<string | undefined> {
    let problem: string | undefined = "its check did not end";
    try {
      problem = await options.check?.(opened, ...what);
      return problem;
    } finally {
      if (problem !== undefined) await opened.dispose();
    }
  }

  /** Once for all graphs; a load that failed is tried again by the next. */
  function loadOnce(): Promise<OnnxRuntime> {
    build ??= options.load().catch((error: unknown) => {
      build = undefined;
      throw error;
    });
    return build;
  }
}

/** A path that ONNX Runtime opens by itself where there is one; else the bytes, and those of the weights under the graph's own names. */
async function modelFor(files: ModelFiles, graph: string): Promise<OnnxModel> {
  if (files.locate !== undefined) return { graph: files.locate(graph), options: {} };
  const weights = await files.externalFiles(graph);
  const externalData = await Promise.all(weights.map(async ({ name, path }) => ({ path: name, data: await files.read(path) })));
  return { graph: await files.read(graph), options: externalData.length === 0 ? {} : { externalData } };
}

function openedSession(onnx: OnnxRuntime, inner: OnnxSession, provider: ExecutionProvider, graph: string): Session {
  const running = new Set<Promise<unknown>>();
  let disposed: Promise<void> | undefined;
  let isLost = false;
  return {
    provider: provider.name,
    batching: provider.batching,
    isLost: () => isLost,
    inputs: inner.inputMetadata.map(graphValue),
    outputs: inner.outputMetadata.map(graphValue),
    async run(feeds, outputs) {
      if (disposed !== undefined) throw new NestvecError("DISPOSED", { what: `session of "${graph}"` });
      const tensors = Object.fromEntries(Object.entries(feeds).map(([input, tensor]) => [input, onnxTensor(onnx, tensor)]));
      const run = inner.run(tensors, outputs);
      running.add(run);
      try {
        return await run;
      } catch (cause) {
        // Only a provider of a module of its own has a device that can be lost.
        isLost = provider.module !== undefined;
        throw new NestvecError("SESSION_FAILED", { step: "run", graph, problem: wholeMessage(cause) }, { cause });
      } finally {
        running.delete(run);
      }
    },
    // Releasing a session under a run would pull the memory from under it.
    dispose: () => (disposed ??= Promise.allSettled(running).then(() => inner.release())),
  };
}

const graphValue = (value: OnnxValue): GraphValue =>
  value.isTensor ? { name: value.name, type: value.type, shape: value.shape } : { name: value.name, type: "not a tensor", shape: [] };

/** What another graph of this build gave is fed as it is. */
function onnxTensor(onnx: OnnxRuntime, tensor: Tensor): Tensor {
  const { type, data, dims } = tensor;
  if (tensor instanceof onnx.Tensor) return tensor;
  // ONNX Runtime checks at run time that the array belongs to the type.
  return new onnx.Tensor(type as never, data as never, dims);
}
