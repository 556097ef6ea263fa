import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Rows of token ids, and their unit vectors by layer, from transformers in float64. */
export interface EncoderGolden {
  /** How the vectors were pooled; null: as the model's files say. */
  readonly pooling: "mean" | "last" | null;
  readonly cases: readonly { readonly ids: readonly number[]; readonly vectors: Readonly<Record<string, readonly number[]>> }[];
}

/** The small encoders of `tools/fixtures/make-compiler-encoders.py`. */
export const encoderNames = [
  "bert",
  "bert-relu-shards",
  "roberta",
  "xlm-roberta-long",
  "mpnet",
  "modernbert-yarn",
  "modernbert-linear",
  "gemma3-dense",
  "gemma3-causal",
  "qwen3",
  "qwen3-window",
  "qwen3-bidirectional",
] as const;

const folderOf = (name: string): string => fileURLToPath(new URL(`../../fixtures/encoders/${name}/`, import.meta.url));

/** Rows of one encoder, with their answers. */
export async function encoderGolden(name: string): Promise<EncoderGolden> {
  return {
    pooling: "mean",
    ...(JSON.parse(await readFile(join(folderOf(name), "golden.json"), "utf8")) as Omit<EncoderGolden, "pooling">),
  };
}

/** Makes the folder of one encoder, with a tokenizer of as many words. `changes`: what config.json says otherwise; what is undefined is left out. */
export async function encoderSource(name: string, folder: string, changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
  await cp(folderOf(name), folder, { recursive: true, filter: (path) => !path.endsWith("golden.json") });
  const config = JSON.parse(await readFile(join(folder, "config.json"), "utf8")) as { vocab_size: number; pad_token_id: number };
  await writeFile(join(folder, "config.json"), JSON.stringify({ ...config, ...changes }));
  await writeWordTokenizer(folder, config.vocab_size, config.pad_token_id);
  return folder;
}

/** Writes the tokenizer of a model of so many tokens, each a word of its own. */
export async function writeWordTokenizer(folder: string, size: number, padding: number): Promise<void> {
  const words = Array.from({ length: size }, (_, id) => (id === padding ? "[PAD]" : `word${id}`));
  const vocab = Object.fromEntries(words.map((word, id) => [word, id]));
  const added = {
    id: padding,
    content: "[PAD]",
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  };
  const tokenizer = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [added],
    normalizer: null,
    pre_tokenizer: { type: "WhitespaceSplit" },
    post_processor: null,
    decoder: null,
    model: { type: "WordLevel", vocab, unk_token: "word7" },
  };
  await writeFile(join(folder, "tokenizer.json"), JSON.stringify(tokenizer));
  await writeFile(join(folder, "tokenizer_config.json"), JSON.stringify({ pad_token: "[PAD]", model_max_length: 2048 }));
}
