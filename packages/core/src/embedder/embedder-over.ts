import type { Engine } from "../engine/engine.ts";
import type { EngineStats } from "../engine/stats.ts";
import type { EmbedderOptions, EmbedderPlatform } from "./embedder-parts.ts";
import type { Embedder } from "./embedder.ts";

/**
 * An Embedder over any engine: in this thread, behind a port, or a pool. Disposing of it disposes of the engine, and so does an error here.
 * @throws NestvecError ARGUMENT_INVALID, and what the engine's `info` rejects with
 * @example
 * ```ts
 * import { hash } from "node:crypto";
 * import { meanOfRowsEngine } from "@nestvec/conformance";
 * import { embedderOver } from "@nestvec/core";
 * import { cacheStore } from "@nestvec/runtime-node";
 *
 * // Any engine will do: this one takes the mean of a row for each word.
 * const engine = meanOfRowsEngine("colours", { grey: [1, 1], red: [1, 0], blue: [0, 1] });
 * await using embedder = await embedderOver(engine, {
 *   clock: () => performance.now(),
 *   digest: async (bytes) => hash("sha256", bytes),
 *   store: cacheStore(),
 * });
 * const { similarity } = await embedder.similarity("red", "red blue");
 * console.log(similarity.toFixed(2)); // → 0.71
 * ```
 */
export async function embedderOver<Stats extends EngineStats>(
  engine: Engine<Stats>,
  platform: EmbedderPlatform,
  options: EmbedderOptions = {},
): Promise<Embedder<Stats>> {
  // Loaded when a model is opened, and not by those who only compare vectors.
  const { embedderVerbs } = await import("./embedder-verbs.ts");
  try {
    return await embedderVerbs(engine, platform, options);
  } catch (error) {
    // Nobody else would close what was opened for this embedder.
    await engine.dispose();
    throw error;
  }
}
