import { NestvecError } from "../errors/nestvec-error.ts";
import type { ModelFiles, Runtime, Session } from "./runtime.ts";

/** How much memory graphs may have, as estimated from their weights. */
export interface MemoryBudget {
  /** Bytes for all graphs that are open at once. */
  readonly limit: number;
  /** Bytes of memory for a byte of weights as they are once a graph is open. */
  readonly perWeightByte: number;
  /** Bytes of the graphs that are open now, where several runtimes share one memory. Default: a count of each runtime's own. */
  readonly inUse?: { bytes: number };
}

/** What WebAssembly can hold: it addresses 4 GiB, of which a quarter of one is left to ONNX Runtime itself and to what runs need. */
const mostAddressable = 3.75 * 2 ** 30;

/**
 * Least bytes of WebAssembly's memory for a byte of a graph's weights as they are once it is open. 1.1 to 1.3 was measured for float32, 1.2 to 1.4 for float16 and
 * 1.4 to 1.9 for int8: see docs/runtime-web.md. What is refused could not fit; what is not, may still be too much.
 */
const leastPerWeightByte = 1.1;

/** What graphs may take that one module of WebAssembly holds. */
export const webAssemblyMemory: MemoryBudget = { limit: mostAddressable, perWeightByte: leastPerWeightByte };

/**
 * The same runtime, refusing a graph that would not fit before a byte of its weights is read.
 * @throws NestvecError from `open`, besides its own: MEMORY_EXCEEDED
 * @example
 * ```ts
 * import { withinMemory } from "@nestvec/core/onnx-runtime";
 * import { directory, modelFiles, nodeRuntime } from "@nestvec/runtime-node";
 * import { fileURLToPath } from "node:url";
 *
 * const folder = fileURLToPath(new URL(".", import.meta.resolve("@nestvec/model-mini/package.json")));
 * const runtime = withinMemory(nodeRuntime(), { limit: 1000, perWeightByte: 1.1 });
 * await runtime.open(modelFiles(directory(folder)), "onnx/model_layer_2.onnx").catch(({ code }) => console.log(code)); // → MEMORY_EXCEEDED
 * ```
 */
export function withinMemory(runtime: Runtime, { limit, perWeightByte, inUse = { bytes: 0 } }: MemoryBudget): Runtime {
  const needed = async (files: ModelFiles, graph: string): Promise<number> => Math.ceil(perWeightByte * (await files.weightBytes(graph)));

  return {
    ...runtime,
    async open(files, graph, work) {
      const bytes = await needed(files, graph);
      if (inUse.bytes + bytes > limit) throw new NestvecError("MEMORY_EXCEEDED", { graph, needed: bytes, inUse: inUse.bytes, limit });
      inUse.bytes += bytes;
      const free = (): void => void (inUse.bytes -= bytes);
      try {
        return freeing(await runtime.open(files, graph, work), free);
      } catch (error) {
        free();
        throw error;
      }
    },
  };
}

/** The session, which calls `free` once when it is disposed. */
function freeing(session: Session, free: () => void): Session {
  let disposed: Promise<void> | undefined;
  return { ...session, dispose: () => (disposed ??= session.dispose().finally(free)) };
}
