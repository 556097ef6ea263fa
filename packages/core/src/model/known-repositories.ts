/** What the model card of a well-known repository says that its files do not. */
export interface KnownRepository {
  /** `organisation/name` on the Hugging Face hub. Its model card, `https://huggingface.co/NAME`, is the source of what stands here. */
  readonly name: string;
  readonly prompts?: Readonly<Record<string, string>>;
  /** Whether the card calls the prompts optional. */
  readonly isPromptOptional?: boolean;
  /** The dimensions that it was trained for, widest first. */
  readonly dimensions?: readonly number[];
  /** Whether the whole vector goes through a layer norm without weights before it is cut. */
  readonly normsBeforeCut?: boolean;
}

type Facts = Omit<KnownRepository, "name">;

const lines: KnownRepository[] = [];
const add = (names: readonly string[], facts: Facts): void => void lines.push(...names.map((name) => ({ name, ...facts })));

const queryAndPassage = { query: "query: ", document: "passage: " };
const webSearch = "Instruct: Given a web search query, retrieve relevant passages that answer the query";
const bgeQuery = "Represent this sentence for searching relevant passages: ";
const nomicTasks = {
  search_query: "search_query: ",
  search_document: "search_document: ",
  clustering: "clustering: ",
  classification: "classification: ",
};
const halves = [768, 512, 256, 128];

add(
  ["small", "base", "large", "small-v2", "base-v2", "large-v2"].map((name) => `intfloat/e5-${name}`),
  { prompts: queryAndPassage },
);
add(
  ["small", "base", "large"].map((name) => `intfloat/multilingual-e5-${name}`),
  { prompts: queryAndPassage },
);
add(["intfloat/multilingual-e5-large-instruct"], { prompts: { query: `${webSearch}\nQuery: `, document: "" } });

add(["nomic-ai/nomic-embed-text-v1"], { prompts: nomicTasks });
add(["nomic-ai/nomic-embed-text-v1.5"], { prompts: nomicTasks, dimensions: [...halves, 64], normsBeforeCut: true });
add(["nomic-ai/modernbert-embed-base"], {
  prompts: { query: nomicTasks.search_query, document: nomicTasks.search_document },
  dimensions: [768, 256],
});

add(["google/embeddinggemma-300m", "onnx-community/embeddinggemma-300m-ONNX"], {
  prompts: { query: "task: search result | query: ", document: "title: none | text: " },
  dimensions: halves,
});

add(
  ["xs", "s", "m", "m-long", "l"].map((name) => `Snowflake/snowflake-arctic-embed-${name}`),
  { prompts: { query: bgeQuery, document: "" } },
);
add(["Snowflake/snowflake-arctic-embed-m-v1.5"], { prompts: { query: bgeQuery, document: "" }, dimensions: [768, 256] });
add(["Snowflake/snowflake-arctic-embed-m-v2.0"], { prompts: { query: "query: ", document: "" }, dimensions: [768, 256] });
add(["Snowflake/snowflake-arctic-embed-l-v2.0"], { prompts: { query: "query: ", document: "" }, dimensions: [1024, 256] });

add([...["0.6B", "4B", "8B"].map((size) => `Qwen/Qwen3-Embedding-${size}`), "onnx-community/Qwen3-Embedding-0.6B-ONNX"], {
  prompts: { query: `${webSearch}\nQuery:`, document: "" },
});

add(["jinaai/jina-embeddings-v3"], { dimensions: [1024, ...halves, 64, 32] });
add(["jinaai/jina-embeddings-v5-text-small-retrieval"], {
  prompts: { query: "Query: ", document: "Document: " },
  dimensions: [1024, ...halves, 64, 32],
});
add(["jinaai/jina-embeddings-v5-text-nano-retrieval"], {
  prompts: { query: "Query: ", document: "Document: " },
  dimensions: [...halves, 64, 32],
});

add(["mixedbread-ai/mxbai-embed-large-v1"], { prompts: { query: bgeQuery, document: "" }, dimensions: [1024, 512] });

const bgeNames = ["small", "base", "large"];
add(
  bgeNames.flatMap((name) => [`BAAI/bge-${name}-en`, `BAAI/bge-${name}-en-v1.5`]),
  { prompts: { query: bgeQuery, document: "" }, isPromptOptional: true },
);
add(
  bgeNames.flatMap((name) => [`BAAI/bge-${name}-zh`, `BAAI/bge-${name}-zh-v1.5`]),
  { prompts: { query: "为这个句子生成表示以用于检索相关文章：", document: "" }, isPromptOptional: true },
);

/** The well-known repositories, by name. */
export const knownRepositories: ReadonlyMap<string, KnownRepository> = new Map(lines.map((line) => [line.name, line]));

/** By what a repository may be recognised, in the order in which it counts. */
export interface RepositoryHints {
  /** What the caller says. */
  readonly asked: string | undefined;
  /** The name of the source: a path or a URL. */
  readonly sourceName: string;
  /** `_name_or_path` of config.json, which exporters keep. */
  readonly nameOrPath: string | undefined;
}

/**
 * The known repository that a model is, or was made from: by its name as the caller says it, by a folder `org/name` or one of the hub's cache
 * (`models--org--name`), or by its own config.json. Never by its architecture.
 */
export function knownRepository({ asked, sourceName, nameOrPath }: RepositoryHints): KnownRepository | undefined {
  for (const name of [asked, nameOfPlace(sourceName), nameOrPath]) {
    const known = name === undefined ? undefined : knownRepositories.get(name);
    if (known !== undefined) return known;
  }
  return undefined;
}

function nameOfPlace(place: string): string | undefined {
  const segments = place.split(/[/\\]/).filter((segment) => segment !== "");
  const cached = segments.map((segment) => /^models--(.+?)--(.+)$/.exec(segment)).findLast((match) => match !== null);
  if (cached !== undefined) return `${cached[1]}/${cached[2]}`;
  const resolve = segments.lastIndexOf("resolve");
  const end = resolve > 1 ? resolve : segments.length;
  return end < 2 ? undefined : segments.slice(end - 2, end).join("/");
}
