import type { OnnxRuntime, OnnxSession } from "./onnx-api.ts";

/** Is told when a session is about to be made, and when that has ended. */
export interface CreateWatch {
  /** Before it. */
  begin(): void;
  /** After it, however it ended. */
  end(): void;
}

/**
 * The same build of onnxruntime-web with one thing at a time under way in it. It keeps one module-wide map of external data by name, and every published
 * exit calls its file `model.onnx.data`: two sessions made at once would read each other's weights. And where it waits for a GPU, its
 * WebAssembly can be entered but once.
 * @example
 * ```ts
 * import { exclusive, onnxRuntime } from "@nestvec/core/onnx-runtime";
 * import { loadWebAssembly } from "@nestvec/onnxruntime";
 *
 * const runtime = onnxRuntime({
 *   name: "my-runtime",
 *   version: "1.0.0",
 *   machine: "one thread",
 *   load: async () => exclusive(await loadWebAssembly()),
 *   providers: [{ name: "wasm" }],
 *   builtIn: { wasm: { obstacle: async () => undefined, sessionOption: () => "wasm" } },
 *   importModule: (specifier) => import(specifier),
 *   session: {},
 * });
 * console.log(runtime.name); // → my-runtime
 * ```
 */
export function exclusive(build: OnnxRuntime, watch?: CreateWatch): OnnxRuntime {
  let last: Promise<unknown> = Promise.resolve();
  function queued<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  }
  const queuedSession = (session: OnnxSession): OnnxSession => ({
    inputMetadata: session.inputMetadata,
    outputMetadata: session.outputMetadata,
    run: (feeds, fetches) => queued(() => session.run(feeds, fetches)),
    release: () => queued(() => session.release()),
  });
  return {
    Tensor: build.Tensor,
    InferenceSession: {
      async create(model, options) {
        const session = await queued(async () => {
          watch?.begin();
          try {
            return await build.InferenceSession.create(model, options);
          } finally {
            watch?.end();
          }
        });
        return queuedSession(session);
      },
    },
  };
}
