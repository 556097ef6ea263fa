import { invalidArgument } from "../invalid-argument.ts";
import { throwIfAborted, unlessAborted } from "../abort.ts";
import { anyTokens } from "./any-tokens.ts";
import { checkedCut } from "./cut.ts";
import type { WarmUpOptions } from "./embedder.ts";
import { readHeader } from "./layer-header.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { tokenLimitOf } from "./token-limit-of.ts";

/** Tokens of a short text: enough to go through every operator. */
const tokens = 16;

/** Runs every wanted exit once. @see Embedder.warmUp */
export async function warmUp(model: LoadedModel, { layers, signal }: WarmUpOptions = {}): Promise<void> {
  const { description, tokenizer, engine, clock } = model;
  throwIfAborted(signal, "warming up");
  const wanted: readonly number[] = layers === undefined ? description.exits.map(({ layer }) => layer) : layers;
  if (!Array.isArray(wanted)) throw invalidArgument("layers", wanted, "a list of layers, such as [6]");
  for (const layer of wanted) checkedCut(description, { layer });
  // One after the other: opening blocks, and calls that come meanwhile should have their turn.
  for (const layer of wanted) {
    await unlessAborted(signal, "warming up", readHeader(model, layer));
    const length = Math.min(tokens, tokenLimitOf(model).maxTokens, engine.longestText);
    const rows = [{ ids: anyTokens(tokenizer.vocabularySize, length) }];
    await engine.compute({ layer, rows, lane: undefined, signal, started: clock(), deadline: undefined, take() {}, fresh: true });
  }
}
