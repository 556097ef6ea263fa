import type { ErrorCode, ErrorDetails } from "@nestvec/core";

/** Details of every kind of error, as docs/errors.md shows it. A new code has no sample, so this does not compile until it has one. */
export const errorSamples: { readonly [Code in ErrorCode]: ErrorDetails[Code] } = {
  MODEL_NOT_FOUND: {
    model: "BAAI/bge-small-en-v1.5",
    looked: ["a folder /app/BAAI/bge-small-en-v1.5", 'the bundled "nestvec-mini"'],
    noFolder: "/app/BAAI/bge-small-en-v1.5",
  },
  CONFIG_INVALID: {
    file: "onnx/model_config.json",
    key: "available_layers",
    found: "missing",
    expected: "a list of at least one",
  },
  FILE_MISSING: { file: "onnx/layer-6/model.onnx.data", where: "./mmbert", neededBy: "onnx/layer-6/model.onnx" },
  FILE_TRUNCATED: {
    file: "onnx/layer-6/model.onnx.data",
    bytes: 1_048_576,
    needed: 554_696_704,
    neededBy: "onnx/layer-6/model.onnx",
  },
  FILE_DIGEST_MISMATCH: {
    file: "onnx/to-layer-6.bin",
    found: "9f2c4d1e07aa5b1c3e8890d7c2f4b6a81d3e5f7092a4c6e8f0b1d3a5c7e90214",
    expected: "ec4a092c68e563d738cb44978069f8271539880e13081deb2c6dd50cb356b0b5",
  },
  MODULE_UNSUPPORTED: { file: "modules.json", module: "2_Dense", supported: ["Transformer", "Pooling", "Normalize", "Dropout"] },
  POOLING_UNKNOWN: {
    model: "my-encoder",
    looked: ["model_config.json", "modules.json", "1_Pooling/config.json"],
    known: ["mean", "cls", "last"],
  },
  TOKENIZER_UNUSABLE: {
    file: "tokenizer.json",
    problem:
      'its ids go up to 30,521, but the model\'s embedding table has 869 rows ("vocab_size" of config.json): it belongs to another model',
  },
  GRAPH_INVALID: { graph: "onnx/model.onnx", problem: 'its input "attention_mask" is float32; int64 and int32 can be fed' },
  GRAPH_INPUT_UNKNOWN: {
    graph: "onnx/model.onnx",
    input: "pixel_values",
    known: ["input_ids", "attention_mask", "token_type_ids", "position_ids"],
  },
  GRAPH_OUTPUT_UNKNOWN: {
    graph: "onnx/model.onnx",
    outputs: ["logits"],
    known: ["sentence_embedding", "last_hidden_state", "embeddings", "token_embeddings", "pooler_output"],
  },
  QUALITY_TABLE_MISSING: { model: "my-encoder", file: "quality.json", available: [] },
  LAYER_UNAVAILABLE: { layer: 16, available: [6, 11, 22], missing: [16] },
  DIMENSION_UNAVAILABLE: { dimension: 5000, available: [384, 256, 128, 64, 32], width: 384 },
  PROMPT_UNKNOWN: { prompt: "question", available: ["query", "document"] },
  TEXT_TOO_LONG: { text: 3, tokens: 1214, limit: 256 },
  TEXT_OVER_BUDGET: { text: 3, tokens: 8192, budget: "attention scores", needed: 805_306_368, limit: 268_435_456 },
  TOKEN_VECTORS_UNAVAILABLE: { graph: "onnx/to-layer-6.onnx", outputs: ["sentence_embedding"] },
  TOKEN_OUT_OF_RANGE: { text: 0, position: 2, id: 40_000, vocabularySize: 30_522 },
  ARGUMENT_INVALID: { argument: "threads", found: "0", expected: "a whole number from 1" },
  SHAPE_MISMATCH: { what: '"stored.vectors[4]"', found: "64 numbers", expected: "128, as the first vector" },
  SPACE_MISMATCH: { left: "nestvec-mini-e6b73ff9afc4e149", right: "mmbert-5d1c09a2f7e43b68/layer-6" },
  PLAN_IMPOSSIBLE: {
    wanted: 'a quality of at least 95 in "stsb_test_spearman"',
    best: "the best is 81.79 (layer 6, dimension 256)",
  },
  FILE_NOT_READABLE: { file: "tickets.txt", problem: "permission denied" },
  FILE_NOT_WRITABLE: { file: "vectors.npy", problem: "the folder is read-only" },
  FILE_NOT_UTF8: { file: "tickets.txt", line: 1204 },
  LINE_INVALID: {
    file: "tickets.jsonl",
    line: 7,
    found: 'a list of 64 in "embedding"',
    expected: 'an object with "embedding" and its "space", as nestvec embed writes it',
  },
  PLATFORM_UNSUPPORTED: {
    platform: "linux x64 musl",
    problem: "its binaries are built against glibc, and this system (Alpine, say) has musl; use a Debian-based image",
  },
  PACKAGE_MISSING: {
    package: "@nestvec/bench",
    neededBy: "nestvec bench",
    commands: ["npm install @nestvec/bench", "npx -p nestvec -p @nestvec/bench nestvec bench"],
  },
  PROVIDER_UNAVAILABLE: { tried: [{ provider: "cuda", reason: "no such card" }] },
  MEMORY_EXCEEDED: { graph: "onnx/layer-22/model.onnx", needed: 4_912_000_000, inUse: 620_000_000, limit: 4_026_531_840 },
  SESSION_FAILED: { step: "open", graph: "onnx/layer-22/model.onnx", problem: "Failed to allocate memory" },
  OUTPUT_UNEXPECTED: { graph: "onnx/model.onnx", output: "embeddings", found: "[1, 512]", expected: "[1, width] or [1, 7, width]" },
  OUTPUT_NOT_FINITE: { graph: "onnx/layer-6/model.onnx", layer: 6, text: 12 },
  VECTOR_WITHOUT_DIRECTION: { text: 12, dimension: 64 },
  OVERLOADED: { retryAfterMilliseconds: 1800, waitingTexts: 65_530, waitingTokens: 1_204_771, limit: { texts: 65_536, tokens: 4_194_304 } },
  DEADLINE_EXCEEDED: { what: "embedding", deadlineMilliseconds: 500, unfinishedTexts: 28 },
  ABORTED: { what: "embedding" },
  WORKER_DIED: { worker: "child process", reason: "SIGKILL", isReplaced: true },
  DISPOSED: { what: 'embedder of "nestvec-mini"' },
};
