import { throwIfAborted } from "../abort.ts";
import { NestvecError } from "../errors.ts";
import { truncate } from "../path/4-truncate.ts";
import { checkedCut } from "./cut.ts";
import type { EmbedTokensOptions, TextInput, TokenEmbeddings } from "./embedder.ts";
import { embeddingCall } from "./embedding-call.ts";
import type { LoadedModel } from "./loaded-model.ts";

/** The path without pooling: a vector for each token. @see Embedder.embedTokens */
export async function embedTokens(
  model: LoadedModel,
  texts: readonly TextInput[],
  options: EmbedTokensOptions = {},
): Promise<TokenEmbeddings> {
  const started = model.clock();
  throwIfAborted(options.signal, "embedding");
  const { layer, dimension } = checkedCut(model.description, options);
  // Before anything is tokenized: a graph that pools inside has nothing to give, whatever the texts.
  const { graph, session, use } = await model.exits.open(layer);
  if (use.tokenOutput === undefined) {
    throw new NestvecError("TOKEN_VECTORS_UNAVAILABLE", { graph, outputs: session.outputs.map(({ name }) => name) });
  }
  const { rows, compute } = await embeddingCall(model, texts, options, started);
  const { tokenVectorBytes: limit } = model.engine;
  const ends: number[] = [];
  let end = 0;
  for (const [text, { ids }] of rows.entries()) {
    ends.push((end += ids.length * dimension));
    const needed = end * Float32Array.BYTES_PER_ELEMENT;
    if (needed > limit) {
      throw new NestvecError("TEXT_OVER_BUDGET", { text, tokens: ids.length, budget: "bytes for all token vectors", needed, limit });
    }
  }
  const data = new Float32Array(end);
  const tokenVectors = ends.map((last, text) => data.subarray(ends[text - 1] ?? 0, last));
  const { width } = model.description;
  const answer = await compute({
    perToken: true,
    take: (place, vectors) => tokenVectors[place]?.set(truncate({ data: vectors, rows: vectors.length / width, width }, dimension).data),
  });
  return { tokenVectors, data, ...answer() };
}
