import { readFileSync } from "node:fs";
import { memorySource, modelFiles, NestvecError, type FileSource } from "@nestvec/core";
import { join as joinPath } from "node:path";
import { tiny } from "./model-copies.ts";
import { mutatedGraph } from "./mutated-graph.ts";
import { mutatedJson } from "./mutated-json.ts";
import { randomFrom } from "./random.ts";
import { delimited, encoderGraph, externalData, integer, integers, join, rawNode, rawTensor, text, type Bytes } from "./raw-onnx.ts";

const float = 1;

/** A graph that has all kinds of parts: a branch, a function of its own, constants in nodes, weights outside, operators of ONNX Runtime. */
const manyParts = encoderGraph({
  nodes: [
    rawNode({
      operator: "Constant",
      outputs: ["yes"],
      attributes: [join(text(1, "value"), delimited(5, rawTensor("t", [], 9, delimited(9, Uint8Array.of(1)))), integer(20, 4))],
    }),
    rawNode({
      operator: "If",
      inputs: ["yes"],
      outputs: ["chosen"],
      attributes: ["then_branch", "else_branch"].map((name) =>
        join(
          text(1, name),
          delimited(
            6,
            delimited(1, rawNode({ operator: "Identity", inputs: ["w"], outputs: [name] })),
            text(2, name),
            delimited(12, text(1, name)),
          ),
          integer(20, 5),
        ),
      ),
    }),
    rawNode({ operator: "twice", domain: "local", inputs: ["chosen"], outputs: ["doubled"] }),
    rawNode({ operator: "Expand", inputs: ["doubled", "sizes"], outputs: ["wide"] }),
    rawNode({ operator: "Gelu", domain: "com.microsoft", inputs: ["wide"], outputs: ["last"] }),
  ],
  initializers: [
    rawTensor("w", [1, 4], float, externalData({ location: "w.bin", offset: "0", length: "16" })),
    integers("sizes", [3n, 4n]),
  ],
  model: [
    delimited(8, text(1, "com.microsoft"), integer(2, 1)),
    delimited(8, text(1, "local"), integer(2, 1)),
    delimited(
      25,
      text(1, "twice"),
      text(4, "x"),
      text(5, "y"),
      delimited(7, rawNode({ operator: "Add", inputs: ["x", "x"], outputs: ["y"] })),
      delimited(9, integer(2, 17)),
      text(10, "local"),
    ),
  ],
});

const published = (path: string): Bytes => Uint8Array.from(readFileSync(joinPath(tiny, path)));

/** The graphs that are mutated. */
const graphs: readonly Bytes[] = [encoderGraph(), manyParts, published("onnx-fp32/layer-2/model.onnx")];

/** The files that the graphs may read. */
export const weightsFiles: Readonly<Record<string, Bytes>> = {
  "w.bin": new Uint8Array(16),
  "model.onnx.data": published("onnx-fp32/layer-2/model.onnx.data"),
};

const small = {
  version: "1.0",
  added_tokens: ["[PAD]", "[UNK]", "[CLS]", "[SEP]"].map((content, id) => ({ id, content, special: true })),
  normalizer: {
    type: "Sequence",
    normalizers: [{ type: "BertNormalizer" }, { type: "Replace", pattern: { Regex: " {2,}" }, content: " " }, { type: "NFKC" }],
  },
  pre_tokenizer: {
    type: "Sequence",
    pretokenizers: [{ type: "BertPreTokenizer" }, { type: "Split", pattern: { String: "-" }, behavior: "Isolated", invert: false }],
  },
  post_processor: {
    type: "TemplateProcessing",
    single: [{ SpecialToken: { id: "[CLS]", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
    special_tokens: { "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] } },
  },
  decoder: { type: "WordPiece", prefix: "##" },
  model: {
    type: "WordPiece",
    unk_token: "[UNK]",
    continuing_subword_prefix: "##",
    max_input_chars_per_word: 100,
    vocab: { "[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, a: 4, b: 5, "##b": 6 },
  },
};
const unigram = {
  ...small,
  post_processor: null,
  normalizer: { type: "Precompiled", precompiled_charsmap: "BAAAAAAAAAAAAAAA" },
  pre_tokenizer: { type: "Metaspace", replacement: "▁", prepend_scheme: "always" },
  model: {
    type: "Unigram",
    unk_id: 1,
    vocab: [
      ["[PAD]", 0],
      ["[UNK]", 0],
      ["[CLS]", 0],
      ["[SEP]", 0],
      ["▁a", -1.5],
      ["b", -2],
    ],
  },
};
const tokenizers: readonly string[] = [JSON.stringify(small), JSON.stringify(unigram), Buffer.from(published("tokenizer.json")).toString()];

/** What a check came to. */
export interface Checked {
  readonly file: Bytes;
  readonly passes: boolean;
  readonly milliseconds: number;
  /** What is not as it must be; undefined where nothing is. */
  readonly fault: string | undefined;
}

/** The mutated graph of a seed, checked as it is before it is opened. */
export async function checkMutatedGraph(seed: number): Promise<Checked> {
  const file = mutatedGraph(graphs, randomFrom(seed));
  const memory = memorySource({ ...weightsFiles, "model.onnx": file }, "memory");
  const outside: string[] = [];
  const look = (path: string): string => {
    if (/\.\.|^[/\\]|\\|:|\0/.test(path)) outside.push(path);
    return path;
  };
  const watched: FileSource = {
    name: memory.name,
    size: (path) => memory.size(look(path)),
    read: (path) => memory.read(look(path)),
    readSlice: (path, start, end) => memory.readSlice(look(path), start, end),
  };
  const checked = await outcome(() => modelFiles(watched).checkGraph("model.onnx"));
  return { file, ...checked, fault: checked.fault ?? (outside.length > 0 ? `looked at ${outside.join(", ")}` : undefined) };
}

/** The mutated tokenizer of a seed, loaded by `load`. */
export async function checkMutatedTokenizer(seed: number, load: (json: Bytes) => Promise<void>): Promise<Checked> {
  const file = mutatedJson(tokenizers, randomFrom(seed));
  return { file, ...(await outcome(() => load(file))) };
}

async function outcome(check: () => Promise<void>): Promise<Omit<Checked, "file">> {
  const started = performance.now();
  let error: unknown;
  try {
    await check();
  } catch (caught) {
    error = caught;
  }
  const milliseconds = performance.now() - started;
  const isOurs = error === undefined || NestvecError.is(error);
  return { passes: error === undefined, milliseconds, fault: isOurs ? undefined : String(error) };
}
