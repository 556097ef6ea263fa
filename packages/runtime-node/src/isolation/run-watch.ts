import type { OnnxRuntime, OnnxSession } from "@nestvec/core/onnx-runtime";

/** Is told of every stretch of native code that blocks the thread and must not be torn down. */
export interface RunWatch {
  /** Before opening a graph (0 tokens), and before a run of so many tokens, padding counted. */
  begin(paddedTokens: number): void;
  /** After it, however it ended. `run` where a run gave an answer. */
  end(done: "run" | "other"): void;
}

/** ONNX Runtime with every native call that takes long between `begin` and `end`. */
export function watchedOnnxRuntime({ Tensor, InferenceSession }: OnnxRuntime, watch: RunWatch): OnnxRuntime {
  return {
    Tensor,
    InferenceSession: {
      create: async (model, options) => watchedSession(await watched(watch, 0, () => InferenceSession.create(model, options)), watch),
    },
  };
}

function watchedSession(session: OnnxSession, watch: RunWatch): OnnxSession {
  return {
    inputMetadata: session.inputMetadata,
    outputMetadata: session.outputMetadata,
    run(feeds, fetches) {
      const { input_ids: ids } = feeds;
      const paddedTokens = (ids ?? Object.values(feeds)[0])?.dims.reduce((product, size) => product * size, 1) ?? 0;
      return watched(watch, paddedTokens, () => session.run(feeds, fetches), "run");
    },
    release: () => watched(watch, 0, () => session.release()),
  };
}

async function watched<T>(watch: RunWatch, paddedTokens: number, work: () => Promise<T>, done: "run" | "other" = "other"): Promise<T> {
  let outcome: "run" | "other" = "other";
  watch.begin(paddedTokens);
  try {
    const answer = await work();
    outcome = done;
    return answer;
  } finally {
    watch.end(outcome);
  }
}
