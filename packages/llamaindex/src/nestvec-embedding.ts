import { BaseEmbedding } from "@llamaindex/core/embeddings";
import type { MessageContentDetail } from "@llamaindex/core/llms";
import { extractSingleText } from "@llamaindex/core/utils";
import type { Embedder, EmbedOptions } from "@nestvec/core";

/** How texts are embedded, as in `embed`. The role is that of the method that is called. */
export interface NestvecEmbeddingOptions extends Omit<EmbedOptions, "signal" | "role"> {
  /** The exit for queries, where it differs from that of documents. Only for models whose exits share one space. Default: `layer`. */
  readonly queryLayer?: number | undefined;
}

/** Texts that LlamaIndex hands over at a time. Its own 10 would leave too few texts of similar length for a batch. */
const textsPerCall = 256;

/**
 * LlamaIndex's `BaseEmbedding` over an Embedder of any runtime, in this process. Queries have the role `"query"`, texts of nodes the role `"document"`.
 * @example
 * ```ts
 * import { NestvecEmbedding } from "@nestvec/llamaindex";
 * import { loadModel } from "@nestvec/runtime-node";
 *
 * await using embedder = await loadModel();
 * const embedding = new NestvecEmbedding(embedder, { layer: 4, dimension: 64 });
 * console.log((await embedding.getTextEmbedding("nesting dolls")).length); // → 64
 * ```
 */
export class NestvecEmbedding extends BaseEmbedding {
  override embedBatchSize: number = textsPerCall;
  /** One vector a text of a node. @throws NestvecError as `embed` */
  override getTextEmbeddings: (texts: string[]) => Promise<number[][]>;
  readonly #embedQuery: (query: string) => Promise<number[]>;

  constructor(embedder: Pick<Embedder, "embed" | "embedOne">, { queryLayer, ...options }: NestvecEmbeddingOptions = {}) {
    super();
    this.getTextEmbeddings = async (texts) => {
      const { vectors } = await embedder.embed(texts, { ...options, role: "document" });
      return vectors.map((vector) => Array.from(vector));
    };
    this.#embedQuery = async (query) => {
      const { vector } = await embedder.embedOne(query, { ...options, layer: queryLayer ?? options.layer, role: "query" });
      return Array.from(vector);
    };
  }

  /** The vector of a text of a node. @throws NestvecError as `embed` */
  override async getTextEmbedding(text: string): Promise<number[]> {
    const [vector = []] = await this.getTextEmbeddings([text]);
    return vector;
  }

  /** The vector of a query; null where the message has no text. @throws NestvecError as `embed` */
  override async getQueryEmbedding(query: MessageContentDetail): Promise<number[] | null> {
    const text = extractSingleText(query);
    return text === null ? null : this.#embedQuery(text);
  }
}
