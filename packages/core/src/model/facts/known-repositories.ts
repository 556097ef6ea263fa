import { repositoryOfPlace } from "./model-name.ts";

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
  /** Whether vectors go through a Dense after the pooling, which a folder without `modules.json` lacks. */
  readonly hasDense?: boolean;
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

add(["google/embeddinggemma-300m"], {
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

add(
  ["0.6B", "4B", "8B"].map((size) => `Qwen/Qwen3-Embedding-${size}`),
  {
    prompts: { query: `${webSearch}\nQuery:`, document: "" },
  },
);

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

add(
  [
    "LaBSE",
    "distiluse-base-multilingual-cased-v1",
    "distiluse-base-multilingual-cased-v2",
    "clip-ViT-B-32-multilingual-v1",
    ...["base", "large", "xl", "xxl"].flatMap((size) => [`sentence-t5-${size}`, `gtr-t5-${size}`]),
  ].map((name) => `sentence-transformers/${name}`),
  { hasDense: true },
);

/** The well-known repositories, by name. */
export const knownRepositories: ReadonlyMap<string, KnownRepository> = new Map(lines.map((line) => [line.name, line]));

/** By what a repository may be recognised. */
export interface RepositoryHints {
  /** What the caller says: no other place is looked at then. */
  readonly asked: string | undefined;
  /** The name of the source: a path or a URL. */
  readonly sourceName: string;
}

/**
 * The known repository that a model is: by its name as the caller says it, else by a folder or URL `org/name`, or one of the hub's cache
 * (`models--org--name`). Never by its architecture, nor by what its config.json says that it was made from: training may have changed all that is known.
 */
export function knownRepository({ asked, sourceName }: RepositoryHints): KnownRepository | undefined {
  const name = asked ?? repositoryOfPlace(sourceName);
  return name === undefined ? undefined : (knownRepositories.get(name) ?? convertedRepository(name));
}

/** Organisations that convert the graphs of others, and what they put behind a name. */
const converters = [/^Xenova\/(.+)$/, /^onnx-community\/(.+?)(?:-ONNX)?$/];

/** The repository whose graph was converted, under its own name. */
function convertedRepository(name: string): KnownRepository | undefined {
  const [original] = converters.flatMap((pattern) => pattern.exec(name)?.[1] ?? []);
  return original === undefined ? undefined : lines.find((line) => line.name.endsWith(`/${original}`));
}

/**
 * What the known repository has that a model was made from, each a sentence. It is not taken, since the model may be another by now. `origin`:
 * `_name_or_path` of config.json.
 */
export function originNotes(
  origin: string | undefined,
  { lacksPrompts, lacksModules }: { readonly lacksPrompts: boolean; readonly lacksModules: boolean },
): readonly string[] {
  const known = origin === undefined ? undefined : knownRepositories.get(origin);
  if (known === undefined) return [];
  const notes: string[] = [];
  const same = `If it is that model, pass repository: "${known.name}", or give its folder that name.`;
  if (lacksPrompts && known.prompts !== undefined)
    notes.push(
      `config.json says that the model was made from ${known.name}, whose prompts are not taken, since training may have changed them. ${same}`,
    );
  if (lacksModules && known.hasDense === true)
    notes.push(
      `config.json says that the model was made from ${known.name}, whose vectors go through a Dense after the pooling: there is no modules.json, so none is applied here.`,
    );
  return notes;
}
