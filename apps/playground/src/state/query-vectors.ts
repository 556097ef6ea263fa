import type { Embedder } from "@nestvec/core";

/** A layer and a dimension. */
export interface Cut {
  readonly layer: number;
  readonly dimension: number;
}

/** A query's vector at a cut, and how long it took. */
interface Embedded {
  readonly vector: Float32Array;
  readonly milliseconds: number;
}

/** The vectors of one query by cut, so that a list that grows asks the model nothing. */
let embeddedQuery: { readonly text: string; readonly byCut: Map<string, Embedded> } | undefined;

/** Embeds a query, once at each cut. @throws NestvecError as `embed` */
export async function embedQuery(embedder: Embedder, text: string, cut: Cut): Promise<Embedded> {
  if (embeddedQuery?.text !== text) embeddedQuery = { text, byCut: new Map() };
  const { byCut } = embeddedQuery;
  const key = `${cut.layer} ${cut.dimension}`;
  const known = byCut.get(key);
  if (known !== undefined) return known;
  const start = performance.now();
  const { data } = await embedder.embed([text], { ...cut, lane: "interactive" });
  const made = { vector: data, milliseconds: performance.now() - start };
  byCut.set(key, made);
  return made;
}
