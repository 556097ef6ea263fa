import type { ErrorData } from "../../errors/error-data.ts";
import type { PoolingSource } from "../describe/model-description.ts";
import type { QualityTable } from "./quality-table-types.ts";

/** One exit of a model. */
export interface ExitInfo {
  readonly layer: number;
  /** The graph's path in the model's files. */
  readonly graph: string;
  /** The space of its vectors; null where its files are missing or damaged, so that it cannot be used until they are mended. */
  readonly space: string | null;
  /** For an exit in int8 that is near enough to float32: the space of the model in float32, whose vectors are searched with `allowCompatible`. */
  readonly compatibleSpace?: string;
  /** What is wrong with its files, where something is. */
  readonly problem?: string;
  /** The execution provider that runs it, once it is open. */
  readonly provider?: string;
}

/** The modules of Sentence Transformers between pooling and scaling. */
export interface ProjectionInfo {
  /** What each does, such as `Dense 768 → 512, Tanh`, in their order. */
  readonly modules: readonly string[];
  /** The graph, in the output that is read; or the encoder, with the weights of the modules' own files. */
  readonly appliedBy: "graph" | "encoder";
}

/** What is known of a loaded model. Plain data. */
export interface ModelInfo {
  readonly name: string;
  /** Where its files are. */
  readonly source: string;
  /** Identifies weights, graphs and tokenizer: a digest, or the option `space`. Exits damaged at the time of loading are not included. */
  readonly identity: string;
  readonly exits: readonly ExitInfo[];
  /** Layers that its files list but whose graphs are not there. */
  readonly missingLayers: readonly number[];
  /** Dimensions that it was trained for, widest first; undefined where its files list none: any from 1 to `width` then. */
  readonly dimensions: readonly number[] | undefined;
  /** Where they were read: a file, `the option dimensions`, or `known repository NAME`. */
  readonly dimensionsFrom: string;
  /** Whether a vector goes through a layer norm of its whole width before it is cut, as the model card of nomic-embed-text-v1.5 asks. */
  readonly normsBeforeCut: boolean;
  /** Length of the full vector. */
  readonly width: number;
  /** Length of a token's vector, which no module after the pooling has changed. */
  readonly tokenWidth: number;
  /** What the model's files list between pooling and scaling; null where they list nothing. */
  readonly projection: ProjectionInfo | null;
  /** Whether vectors of different exits may be compared. */
  readonly sharedSpace: boolean;
  readonly maxTokens: number;
  /** Which file and key the limit came from. */
  readonly maxTokensFrom: string;
  /** Tokens of the longest text that the budgets of memory allow, at most `maxTokens`. */
  readonly longestText: number;
  readonly pooling: PoolingSource;
  readonly vocabularySize: number;
  /** The ids that the tokenizer puts before and after a text. */
  readonly specialTokens: { readonly before: readonly number[]; readonly after: readonly number[] };
  /** What vectors can be for, where the model has to be told: tasks by name. Absent where it has none. */
  readonly tasks?: readonly string[];
  /** The task of calls that name none: the option `task`. */
  readonly defaultTask?: string;
  /** Prompts by name. */
  readonly prompts: Readonly<Record<string, string>>;
  /** Where they were read: a file, `the option prompts`, or `known repository NAME`. */
  readonly promptsFrom: string;
  /** Whether the model card of a known repository asks for a prompt before every text: embedding without one warns, once. */
  readonly isPromptNeeded: boolean;
  readonly defaultPrompt: string | null;
  /** The tables that plans go by, in the order of their file; `problem`: why there are none. */
  readonly quality: { readonly file: string; readonly tables: readonly QualityTable[]; readonly problem?: ErrorData };
  /** The runtime's name and version. */
  readonly runtime: string;
  /** Everything about the runtime, its settings and the machine that decides speed, as one line. */
  readonly machine: string;
  /** Deviations from the options with their reasons, each a sentence: an unusable provider, fewer threads, no cache. */
  readonly notes: readonly string[];
}
