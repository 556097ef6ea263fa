import type { Engine } from "../engine/engine.ts";
import type { EngineStats } from "../engine/stats.ts";
import type { EmbedderOptions, EmbedderPlatform } from "./embedder-parts.ts";
import type { Embedder } from "./embedder.ts";

/**
 * The verbs of a model over its engine, wherever that is: in this thread, behind a port, or a pool. Disposing of it disposes of the engine.
 * @throws NestvecError ARGUMENT_INVALID, and what the engine's `info` rejects with
 */
export async function embedderOver<Stats extends EngineStats>(
  engine: Engine<Stats>,
  platform: EmbedderPlatform,
  options: EmbedderOptions = {},
): Promise<Embedder<Stats>> {
  // Loaded when a model is opened, and not by those who only compare vectors.
  const { embedderVerbs } = await import("./embedder-verbs.ts");
  return embedderVerbs(engine, platform, options);
}
