import { invalidArgument } from "../invalid-argument.ts";
import { truncate } from "../path/4-truncate.ts";
import { normalize } from "../path/5-normalize.ts";
import { requireUnitRows } from "../path/unit-rows.ts";
import type { Embeddings, EmbedOptions, TextInput } from "./embedder.ts";
import { embeddingCall } from "./embedding-call.ts";
import type { LoadedModel } from "./loaded-model.ts";

/** The whole path for some texts at one cut. `started`: when the call came, by the model's clock. @see Embedder.embed */
export async function embed(
  model: LoadedModel,
  texts: readonly TextInput[],
  options: EmbedOptions = {},
  started: number = model.clock(),
): Promise<Embeddings> {
  const { normalize: normalized = true } = options;
  if (typeof normalized !== "boolean") {
    throw invalidArgument("normalize", normalized, "true or false");
  }
  const { rows, dimension, compute } = await embeddingCall(model, texts, options, started);
  const data = new Float32Array(rows.length * dimension);
  const answer = await compute({
    // Cut as they come: a hundred thousand full vectors need not be held where their first 64 numbers are wanted.
    take: (place, vector) => data.set(truncate({ data: vector, rows: 1, width: vector.length }, dimension).data, place * dimension),
  });
  if (normalized) requireUnitRows(normalize({ data, rows: rows.length, width: dimension }));
  return {
    vectors: Array.from(rows, (_row, text) => data.subarray(text * dimension, (text + 1) * dimension)),
    data,
    normalized,
    ...answer(),
  };
}
