import { Embeddings } from "@langchain/core/embeddings";
import type { Embedder, EmbedOptions } from "@nestvec/core";

/** How texts are embedded, as in `embed`. The role is that of the method that is called. */
export interface NestvecEmbeddingsOptions extends Omit<EmbedOptions, "signal" | "role"> {
  /** The exit for queries, where it differs from that of documents. Only for models whose exits share one space. Default: `layer`. */
  readonly queryLayer?: number | undefined;
}

/**
 * LangChain's `Embeddings` over an Embedder of any runtime, in this process. Queries have the role `"query"`, documents the role `"document"`. Calls are not
 * retried and not queued by LangChain: the Embedder has a queue of its own.
 * @example
 * ```ts
 * import { NestvecEmbeddings } from "@nestvec/langchain";
 * import { loadModel } from "@nestvec/runtime-node";
 *
 * await using embedder = await loadModel();
 * const embeddings = new NestvecEmbeddings(embedder, { layer: 4, dimension: 64 });
 * const documents = await embeddings.embedDocuments(["nesting dolls", "a set of boxes"]);
 * console.log(documents.map(({ length }) => length)); // → [ 64, 64 ]
 * ```
 */
export class NestvecEmbeddings extends Embeddings {
  readonly #embedder: Pick<Embedder, "embed" | "embedOne">;
  readonly #options: Omit<EmbedOptions, "signal">;
  readonly #queryLayer: number | undefined;

  constructor(embedder: Pick<Embedder, "embed" | "embedOne">, { queryLayer, ...options }: NestvecEmbeddingsOptions = {}) {
    super({});
    this.#embedder = embedder;
    this.#options = options;
    this.#queryLayer = queryLayer ?? options.layer;
  }

  /** One vector a document. @throws NestvecError as `embed` */
  override async embedDocuments(documents: string[]): Promise<number[][]> {
    const { vectors } = await this.#embedder.embed(documents, { ...this.#options, role: "document" });
    return vectors.map((vector) => Array.from(vector));
  }

  /** The vector of a query. @throws NestvecError as `embed` */
  override async embedQuery(query: string): Promise<number[]> {
    const { vector } = await this.#embedder.embedOne(query, { ...this.#options, layer: this.#queryLayer, role: "query" });
    return Array.from(vector);
  }
}
