import { loadModel, type LoadOptions, type ModelStats } from "@nestvec/runtime-node";
import type { Embedder, Embeddings, TextInput } from "@nestvec/core";
import type { Setting } from "./benchmark.ts";

/** The setting's model with its exit open. */
export interface OpenSetting extends AsyncDisposable {
  readonly embedder: Embedder<ModelStats>;
  /** Embeds at the setting's layer, texts cut as it says. */
  embed(
    texts: readonly TextInput[],
    options?: { readonly signal?: AbortSignal; readonly lane?: "interactive" | "bulk" },
  ): Promise<Embeddings>;
}

/** Loads the setting's model and runs its exit once. */
export async function loadSetting({ model, layer, cut, threads }: Setting, options: LoadOptions = {}): Promise<OpenSetting> {
  const embedder = await loadModel(model, { threads, ...options });
  await embedder.warmUp({ layers: [layer] });
  return {
    embedder,
    embed: (texts, more) => embedder.embed(texts, { layer, maxTokens: cut, ...more }),
    [Symbol.asyncDispose]: () => embedder.dispose(),
  };
}
