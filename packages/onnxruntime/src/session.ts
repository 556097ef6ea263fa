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

/** Opens graphs. */
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
      return native.run(feeds, wanted, {});
    },
    endProfiling: () => native.endProfiling(),
    release: async () => native.dispose(),
  };
}

const isList = (value: object): value is readonly string[] => Array.isArray(value);

function requireNames(kind: "input" | "output", found: readonly string[], known: readonly string[]): void {
  const unknown = found.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`The graph has no ${kind} "${unknown}", only ${known.join(", ")}.`);
}

/** What has come in meanwhile is heard before native code blocks the thread. */
const eventsFirst = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
