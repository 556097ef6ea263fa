import type { CompiledModel } from "../settings/compiled-model.ts";
import type { QuantizedModel } from "../settings/quantized-model.ts";
import type { ExitDescription } from "../layout/find-exits.ts";
import type { Projection } from "../settings/projection.ts";
import type { Pooling } from "../settings/pooling.ts";
import type { TableDescription } from "../tables/table-description.ts";

/** How a model pools, and where that was read: `in_graph` means that the graph gives one vector a text. */
export interface PoolingSource {
  readonly pooling: Pooling | "in_graph" | undefined;
  readonly from: string;
  /** False where the tokens of a prompt, and the special tokens before it, are left out. Default: true. */
  readonly includesPrompt?: boolean;
}

/** What is known of a pooling. @see ModelDescription.poolingCertainty */
export type PoolingCertainty = "asked" | "stated" | "presumed";

/** A model as its own files describe it, all values checked. */
export interface ModelDescription {
  readonly name: string;
  /** The name that its own files state. Unlike `name` it never comes from where the files lie, so the names of spaces are made of it. */
  readonly statedName?: string | undefined;
  /** Exits whose graphs are there, shallowest first. Never empty. */
  readonly exits: readonly ExitDescription[];
  /** Layers that are listed but whose graphs are not there. */
  readonly missingLayers: readonly number[];
  /** The paths at which these graphs would be: of a model with a manifest, exits elsewhere. */
  readonly missingGraphs: readonly string[];
  /** Length of the full vector: what comes out of the last Dense module, else `hidden_size`, which a file or the graph must say (CONFIG_INVALID where none does). */
  readonly width: number;
  /** Length of a token's vector. */
  readonly tokenWidth: number;
  /** The modules of Sentence Transformers after the pooling, where there are others than Normalize. */
  readonly projection: Projection | undefined;
  /** Widest first; undefined where no file lists any. */
  readonly dimensions: readonly number[] | undefined;
  /** A file, an option or a known repository. */
  readonly dimensionsFrom: string;
  /** Whether a vector goes through a layer norm of its whole width before it is cut. */
  readonly normsBeforeCut: boolean;
  readonly sharedSpace: boolean;
  readonly pooling: PoolingSource;
  /** Whether the caller asked for that pooling, a file states it, or it is only what such models usually have. */
  readonly poolingCertainty: PoolingCertainty;
  /** The graph's output to use, where model_config.json names one. */
  readonly output: string | undefined;
  readonly maxTokens: number;
  /** Which file and key the limit came from. */
  readonly maxTokensFrom: string;
  /** Attention heads of a layer, where config.json says. */
  readonly heads: number | undefined;
  /** Heads of a layer's keys and values and numbers of each, where config.json says, for graphs that ask for `past_key_values`. */
  readonly keyValueHeads?: number | undefined;
  readonly headWidth?: number | undefined;
  /** The number of the first token's position, for graphs that ask for `position_ids`: 0, but for the RoBERTa family. */
  readonly firstPosition: number;
  /** Rows of the embedding table, where config.json says. */
  readonly vocabularySize: number | undefined;
  /** What its graphs can be told that vectors are for, by the number that stands for it, where they have the input `task_id`. */
  readonly tasks?: readonly string[];
  readonly prompts: Readonly<Record<string, string>>;
  /** A file, an option or a known repository. */
  readonly promptsFrom: string;
  /** Whether the model card of a known repository asks for a prompt. */
  readonly isPromptNeeded: boolean;
  readonly defaultPrompt: string | null;
  readonly tokenizerPath: string;
  readonly tokenizerConfigPath: string | undefined;
  /** special_tokens_map.json, where there is one. */
  readonly specialTokensPath: string | undefined;
  /** `model_type` and `tokenizer_class` of config.json, which may decide how transformers reads the tokenizer. */
  readonly modelType: string | undefined;
  readonly tokenizerClass: string | undefined;
  /** Whether Sentence Transformers lower-cases texts before the tokenizer. */
  readonly lowerCases: boolean;
  /** Where the quality table is looked for. */
  readonly qualityPath: string;
  readonly qualityPresent: boolean;
  /** Special token ids that config.json states, by its key (`pad_token_id`, …), for a check against the tokenizer. */
  readonly specialTokenIds: Readonly<Record<string, number>>;
  /** What Sentence Transformers would do otherwise by the model's files, each a sentence. */
  readonly notes: readonly string[];
  /** The table of a static model, which has no graphs. */
  readonly table?: TableDescription | undefined;
  /** What only a compiled model has. */
  readonly compiled?: CompiledModel | undefined;
  /** What only published graphs in int8 have. */
  readonly quantized?: QuantizedModel | undefined;
}
