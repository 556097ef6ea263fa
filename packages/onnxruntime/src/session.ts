import type { InferenceSession as Sessions, Tensor } from "onnxruntime-common";
import type { NativeSession } from "./binding.ts";
import { loadBinding } from "./load-binding.ts";
import { describeValue } from "./values.ts";

/** Settings of a session. ONNX Runtime's own JavaScript API describes them. */
export type SessionOptions = Sessions.SessionOptions;

/** An open graph. */
export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata: readonly Sessions.ValueMetadata[];
  readonly outputMetadata: readonly Sessions.ValueMetadata[];
  /**
   * Runs the graph, which blocks this thread.
   * @param feeds the inputs by name
   * @param fetches the outputs that are wanted, as names, or as tensors that they are written into; default: all
   */
  run(
    feeds: Readonly<Record<string, Tensor>>,
    fetches?: readonly string[] | Readonly<Record<string, Tensor>>,
  ): Promise<Readonly<Record<string, Tensor>>>;
  /** Writes the profile of the runs so far, where `enableProfiling` was set. */
  endProfiling(): void;
  /** Frees the graph. */
  release(): Promise<void>;
}

/**
 * Opens graphs.
 * @example
 * ```ts
 * import { fileURLToPath } from "node:url";
 * import { InferenceSession, Tensor } from "@nestvec/onnxruntime";
 *
 * const file = fileURLToPath(import.meta.resolve("@nestvec/model-mini/onnx/model_layer_2.onnx"));
 * const session = await InferenceSession.create(file, { executionProviders: ["cpu"] });
 * const input_ids = new Tensor("int64", [101n, 7592n, 102n], [1, 3]);
 * const attention_mask = new Tensor("int64", [1n, 1n, 1n], [1, 3]);
 * const { sentence_embedding } = await session.run({ input_ids, attention_mask });
 * console.log(sentence_embedding?.dims); // → [ 1, 384 ]
 * await session.release();
 * ```
 */
export const InferenceSession: {
  /**
   * Opens a graph, which blocks this thread while it is read.
   * @param model its file, or its bytes
   * @throws Error with ONNX Runtime's own sentence, or where its binary cannot be loaded
   */
  create(model: string | Uint8Array, options?: SessionOptions): Promise<Session>;
} = { create: openSession };

async function openSession(model: string | Uint8Array, options: SessionOptions = {}): Promise<Session> {
  const binding = await loadBinding();
  const native = new binding.InferenceSession();
  await eventsFirst();
  if (typeof model === "string") native.loadModel(model, options);
  else native.loadModel(model.buffer, model.byteOffset, model.byteLength, options);
  return sessionOver(native);
}

function sessionOver(native: NativeSession): Session {
  const inputMetadata = native.inputMetadata.map(describeValue);
  const outputMetadata = native.outputMetadata.map(describeValue);
  const inputNames = inputMetadata.map(({ name }) => name);
  const outputNames = outputMetadata.map(({ name }) => name);
  return {
    inputNames,
    outputNames,
    inputMetadata,
    outputMetadata,
    async run(feeds, fetches = outputNames) {
      requireNames("input", Object.keys(feeds), inputNames);
      const missing = inputNames.find((name) => feeds[name] === undefined);
      if (missing !== undefined) throw new Error(`The input "${missing}" has no tensor.`);
      const wanted = isList(fetches) ? Object.fromEntries(fetches.map((name) => [name, null])) : fetches;
      requireNames("output", Object.keys(wanted), outputNames);
      await eventsFirst();
      return native.run(nativeFeeds(feeds), wanted, {});
    },
    endProfiling: () => native.endProfiling(),
    release: async () => native.dispose(),
  };
}

/**
 * What the binary takes: it was built before JavaScript had a `Float16Array`, which Node 24's `Tensor` holds, and reads none of its numbers. The same
 * memory as a `Uint16Array` is what it expects.
 */
function nativeFeeds(feeds: Readonly<Record<string, Tensor>>): Readonly<Record<string, Tensor>> {
  const halves = Object.entries(feeds).filter(([, { type, data }]) => type === "float16" && !(data instanceof Uint16Array));
  if (halves.length === 0) return feeds;
  const views = halves.map(([name, { type, dims, location, data }]) => {
    const { buffer, byteOffset, byteLength } = data as ArrayBufferView;
    return [name, { type, dims, location, data: new Uint16Array(buffer, byteOffset, byteLength / 2) }];
  });
  return { ...feeds, ...Object.fromEntries(views) };
}

const isList = (value: object): value is readonly string[] => Array.isArray(value);

function requireNames(kind: "input" | "output", found: readonly string[], known: readonly string[]): void {
  const unknown = found.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`The graph has no ${kind} "${unknown}", only ${known.join(", ")}.`);
}

/** What has come in meanwhile is heard before native code blocks the thread. */
const eventsFirst = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
