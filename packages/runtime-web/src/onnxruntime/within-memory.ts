import { NestvecError, type ModelFiles, type Runtime, type Session } from "@nestvec/core";

/** How much memory graphs may have, as estimated from their weights. */
export interface MemoryBudget {
  /** Bytes for all graphs that are open at once. */
  readonly limit: number;
  /** Bytes of memory for a byte of weights as they are once a graph is open. */
  readonly perWeightByte: number;
}

/**
 * The same runtime, refusing a graph that would not fit before a byte of its weights is read.
 * @throws NestvecError from `open`, besides its own: MEMORY_EXCEEDED
 */
export function withinMemory(runtime: Runtime, { limit, perWeightByte }: MemoryBudget): Runtime {
  let inUse = 0;

  const needed = async (files: ModelFiles, graph: string): Promise<number> => Math.ceil(perWeightByte * (await files.weightBytes(graph)));

  return {
    ...runtime,
    async open(files, graph, work) {
      const bytes = await needed(files, graph);
      if (inUse + bytes > limit) throw new NestvecError("MEMORY_EXCEEDED", { graph, needed: bytes, inUse, limit });
      inUse += bytes;
      const free = (): void => void (inUse -= bytes);
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
