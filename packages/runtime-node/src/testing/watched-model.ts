import { memorySource, openModel, type FileSource, type Runtime, type Store } from "@nestvec/core";
import { directory } from "../files/directory.ts";
import { nodeRuntime } from "../onnxruntime/node-runtime.ts";
import { after, clock, sha256 } from "../platform/node-platform.ts";
import { tiny } from "./model-copies.ts";
import { encoderGraph, pieces, width } from "./raw-onnx.ts";

/** What came of opening a model and embedding a token with it. */
export interface Opened {
  /** Undefined where it worked. */
  readonly error: unknown;
  /** How many graphs ONNX Runtime was given. */
  readonly opened: number;
  /** The paths that were looked at. */
  readonly paths: ReadonlySet<string>;
  readonly milliseconds: number;
}

/** The files of a model beside its graph. */
export async function filesBeside(): Promise<Readonly<Record<string, Uint8Array | string>>> {
  return {
    "tokenizer.json": await directory(tiny).read("tokenizer.json"),
    "config.json": JSON.stringify({ hidden_size: width, num_hidden_layers: 1, vocab_size: pieces, max_position_embeddings: 64 }),
  };
}

/** Opens files as a model and embeds a token, with a runtime that counts what it is given and, where told so, opens nothing. */
export async function openWatched(given: Readonly<Record<string, Uint8Array | string>> | FileSource, runs = false): Promise<Opened> {
  const source = isSource(given) ? given : memorySource(given, "memory");
  const paths = new Set<string>();
  const seen = (path: string): string => {
    paths.add(path);
    return path;
  };
  const watched: FileSource = {
    ...source,
    size: (path) => source.size(seen(path)),
    read: (path) => source.read(seen(path)),
    readSlice: (path, start, end) => source.readSlice(seen(path), start, end),
  };
  const real = nodeRuntime({ threads: 1 });
  let opened = 0;
  const runtime: Runtime = {
    ...real,
    async open(files, graph) {
      opened += 1;
      if (runs) return real.open(files, graph);
      throw new Error("a graph reached the runtime");
    },
  };
  const started = clock();
  let error: unknown;
  try {
    await using embedder = await openModel(watched, { pooling: "mean" }, { runtime, clock, after, digest: sha256, store });
    await embedder.embed([[7]], { normalize: false });
  } catch (caught) {
    error = caught;
  }
  return { error, opened, paths, milliseconds: clock() - started };
}

/** Keeps nothing. */
const store: Store = { read: async () => undefined, write: async () => ({ kept: false }) };

const isSource = (given: object): given is FileSource => "readSlice" in given;

/** Opens a model with another tokenizer, and reads a text with it. @throws what opening and reading throw */
export async function loadMutatedTokenizer(tokenizer: Uint8Array): Promise<void> {
  const config = JSON.stringify({ hidden_size: width, num_hidden_layers: 1, max_position_embeddings: 64 });
  const source = memorySource({ "tokenizer.json": tokenizer, "config.json": config, "model.onnx": encoderGraph() }, "memory");
  const runtime = nodeRuntime({ threads: 1 });
  await using embedder = await openModel(source, { pooling: "mean" }, { runtime, clock, after, digest: sha256, store });
  await embedder.tokenize(["a-b  Ａ\u0301 [SEP] \u{1F600}\0 ab".repeat(20)]);
}
