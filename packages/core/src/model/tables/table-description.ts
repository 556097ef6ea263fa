import type { ConfigValue } from "../../config/config-value.ts";

/** The files of a static model. */
export interface TableFiles {
  readonly file: string;
  readonly tokenizerPath: string;
  /** model2vec's config.json. */
  readonly config: ConfigValue | undefined;
  /** Dimensions that wordllama cuts its models to, where it made this one. */
  readonly wordLlamaDimensions?: readonly number[];
}

/**
 * A static model: a table with one row for each token. A text's vector is the mean of its tokens' rows, and no graph is run. Made by model2vec, by
 * Sentence Transformers' StaticEmbedding, or by wordllama.
 */
export interface TableDescription {
  /** The file that holds it. */
  readonly file: string;
  /** `[rows, width]` */
  readonly vectors: TableTensor;
  /** `[tokens]`: the row of each token, where tokens share rows. */
  readonly mapping: TableTensor | undefined;
  /** `[tokens]`: what each token's row is multiplied by. */
  readonly weights: TableTensor | undefined;
  readonly width: number;
  /** Token ids are below this. */
  readonly tokens: number;
  readonly tokenizerPath: string;
  /**
   * The library whose reading of texts is followed. model2vec leaves out unknown tokens and cuts a text, before it is tokenized, to as many characters
   * as `maxTokens` tokens of the vocabulary's median length have. The others do neither.
   */
  readonly library: "model2vec" | "Sentence Transformers" | "wordllama";
  /** The side that a text is cut at by default. */
  readonly truncate: "end" | "start";
  /** What a text is cut to, where the caller does not say: it may say more. */
  readonly maxTokens: number;
  readonly maxTokensFrom: string;
  /** Dimensions that the library names, widest first. */
  readonly dimensions: readonly number[] | undefined;
  /** Whether the library scales vectors to length 1, as far as the table's own files say. */
  readonly normalizes: boolean;
}

/** A tensor of a file, and where its bytes lie. */
export interface TableTensor {
  readonly name: string;
  /** The format's name of the element type: `F32`, `F16`, `I8`, … */
  readonly type: string;
  readonly shape: readonly number[];
  readonly file: string;
  /** Bytes from the start of the file. */
  readonly start: number;
  readonly end: number;
}
