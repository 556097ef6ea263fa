import { throwIfAborted } from "../abort.ts";
import { describeValue } from "../describe-value.ts";
import { NestvecError } from "../errors.ts";
import { padRows } from "../path/pad-rows.ts";
import { truncate } from "../path/4-truncate.ts";
import { normalize } from "../path/5-normalize.ts";
import { consecutiveBatches } from "./consecutive-batches.ts";
import { checkedCut } from "./cut.ts";
import type { Embeddings, EmbedOptions, TextInput } from "./embedder.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { tokenizeInputs } from "./tokenize-inputs.ts";
import { pooledVectors } from "./vectors-of.ts";

/** The whole path for some texts at one cut. @see Embedder.embed */
export async function embed(model: LoadedModel, texts: readonly TextInput[], options: EmbedOptions = {}): Promise<Embeddings> {
  const started = model.clock();
  const { layer, dimension } = checkedCut(model.description, options);
  throwIfAborted(options.signal, "embedding");
  const { normalize: normalized = true } = options;
  if (typeof normalized !== "boolean") {
    throw new NestvecError("ARGUMENT_INVALID", { argument: "normalize", found: describeValue(normalized), expected: "true or false" });
  }
  const { rows, prompt } = tokenizeInputs(model, texts, options);
  const space = await model.spaceOf(layer);
  const exit = rows.length === 0 ? undefined : await model.exits.open(layer);
  const data = new Float32Array(rows.length * dimension);
  if (exit !== undefined) {
    for (const { start, end } of consecutiveBatches(rows, exit.use.isMasked)) {
      throwIfAborted(options.signal, "embedding");
      const batch = padRows(rows.slice(start, end), model.tokenizer.padId);
      const cut = truncate(await pooledVectors(model.description, exit, batch, start), dimension);
      data.set((normalized ? normalize(cut) : cut).data, start * dimension);
    }
  }
  return {
    vectors: Array.from(rows, (_row, text) => data.subarray(text * dimension, (text + 1) * dimension)),
    data,
    layer,
    dimension,
    space,
    provider: exit?.session.provider ?? null,
    normalized,
    prompt,
    tokens: rows.map(({ ids }) => ids.length),
    truncated: rows.map((row) => row.truncated),
    milliseconds: model.clock() - started,
  };
}
