import { count, field, isWhole, listOf, optional, text, type Reader, widestVector } from "../../config/config-readers.ts";
import { configInvalid, member, members, type ConfigValue } from "../../config/config-value.ts";

/** What the `config.json` of Hugging Face transformers says of an encoder. */
export interface TransformerConfig {
  readonly file: string;
  /** The architecture: `model_type`. */
  readonly modelType: string | undefined;
  readonly tokenizerClass: string | undefined;
  /** Where the model came from when it was saved: `_name_or_path`. */
  readonly nameOrPath: string | undefined;
  readonly layers: number | undefined;
  readonly width: number | undefined;
  /** Attention heads of a layer. */
  readonly heads: number | undefined;
  /** Heads of a layer's keys and values: `num_key_value_heads`, else as many as of its queries. */
  readonly keyValueHeads: number | undefined;
  /** Numbers of a head: `head_dim`, else its part of the width. */
  readonly headWidth: number | undefined;
  /** Tokens that positions can be given to. */
  readonly positions: number | undefined;
  /** The number of the first token's position. */
  readonly firstPosition: number;
  readonly vocabularySize: number | undefined;
  /** What the model can be told that its vectors are for, in the order of their numbers: `lora_adaptations`. */
  readonly tasks: readonly string[];
  /** The text that goes before others for a task, by task: `task_instructions`. */
  readonly taskPrompts: Readonly<Record<string, string>>;
  readonly specialTokenIds: Readonly<Record<string, number>>;
}

// Names that some architectures have for the same thing (transformers' attribute_map): DistilBERT, GPT and Nomic, T5.
const layerKeys = ["num_hidden_layers", "n_layers", "n_layer", "num_layers"];
const widthKeys = ["hidden_size", "dim", "n_embd", "d_model"];
const headKeys = ["num_attention_heads", "n_heads", "n_head", "num_heads"];
const positionKeys = ["max_position_embeddings", "n_positions"];

const specialTokens = ["pad", "bos", "eos", "cls", "sep", "mask", "unk"].map((name) => `${name}_token_id`);

// Architectures that number positions from pad_token_id + 1, so that many of their positions are never used.
const reservesPositions = /roberta|camembert|mpnet|longformer/;

/**
 * Reads config.json. Models of several kinds of input keep the text part under `text_config`; what stands there goes first.
 * @throws NestvecError CONFIG_INVALID
 */
export function parseTransformerConfig(at: ConfigValue): TransformerConfig {
  const nested = member(at, "text_config");
  const parts = nested.value === undefined || nested.value === null ? [at] : [nested, at];

  function first<T>(keys: readonly string[], read: Reader<T | undefined>): T | undefined {
    for (const part of parts)
      for (const key of keys) {
        const value = field(part, key, read);
        if (value !== undefined) return value;
      }
    return undefined;
  }

  const ids = specialTokens.map((key) => [key, first([key], tokenId)] as const);
  const padId = first(["pad_token_id"], tokenId) ?? 1;
  const reserved = reservesPositions.test(first(["model_type"], optional(text)) ?? "") ? padId + 1 : 0;
  const width = first(widthKeys, optional(count(widestVector)));
  const heads = first(headKeys, optional(count()));
  return {
    file: at.file,
    modelType: field(at, "model_type", optional(text)),
    nameOrPath: field(at, "_name_or_path", (value) => (typeof value.value === "string" ? value.value : undefined)),
    tokenizerClass: field(at, "tokenizer_class", optional(text)),
    layers: first(layerKeys, optional(count())),
    width,
    heads,
    keyValueHeads: first(["num_key_value_heads"], optional(count())) ?? heads,
    headWidth:
      first(["head_dim"], optional(count())) ?? (width === undefined || heads === undefined ? undefined : Math.floor(width / heads)),
    positions: first(positionKeys, positionCount(reserved)),
    firstPosition: reserved,
    vocabularySize: first(["vocab_size"], optional(count())),
    tasks: first(["lora_adaptations"], optional(listOf(text))) ?? [],
    taskPrompts: first(["task_instructions"], optional(textsByName)) ?? {},
    specialTokenIds: Object.fromEntries(ids.filter((entry): entry is [string, number] => entry[1] !== undefined)),
  };
}

const textsByName: Reader<Readonly<Record<string, string>>> = (at) =>
  Object.fromEntries(members(at).map((value) => [value.name, text(value)]));

/** transformers writes null or -1 for a token that the model has not, and a list where several will do. */
function tokenId(at: ConfigValue): number | undefined {
  if (at.value === undefined || at.value === null || Array.isArray(at.value)) return undefined;
  if (isWhole(at.value)) return at.value < 0 ? undefined : at.value;
  throw configInvalid(at, "a token id, or null");
}

/** transformers writes -1 for no limit. */
const positionCount =
  (reserved: number): Reader<number | undefined> =>
  (at) => {
    if (at.value === undefined || at.value === null || at.value === -1) return undefined;
    if (isWhole(at.value) && at.value > reserved) return at.value - reserved;
    throw configInvalid(at, `a whole number of at least ${reserved + 1}`);
  };
