import type { OnnxRuntime, OnnxSession } from "@nestvec/core/onnx-runtime";

/** Is told of every stretch of native code that blocks the thread and must not be torn down. */
export interface RunWatch {
  begin(): void;
  /** After it, however it ended. */
  end(): void;
}

/** ONNX Runtime with every native call that takes long between `begin` and `end`. */
export function watchedOnnxRuntime({ Tensor, InferenceSession }: OnnxRuntime, watch: RunWatch): OnnxRuntime {
  return {
    Tensor,
    InferenceSession: {
      create: async (model, options) => watchedSession(await watched(watch, () => InferenceSession.create(model, options)), watch),
    },
  };
}

function watchedSession(session: OnnxSession, watch: RunWatch): OnnxSession {
  return {
    inputMetadata: session.inputMetadata,
    outputMetadata: session.outputMetadata,
    run: (feeds, fetches) => watched(watch, () => session.run(feeds, fetches)),
    release: () => watched(watch, () => session.release()),
  };
}

async function watched<T>(watch: RunWatch, work: () => Promise<T>): Promise<T> {
  watch.begin();
  try {
    return await work();
  } finally {
    watch.end();
  }
}
