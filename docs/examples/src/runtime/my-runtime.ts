import type { Runtime } from "@nestvec/core";
import { onnxRuntime } from "@nestvec/core/onnx-runtime";

/** A runtime over whichever build of ONNX Runtime `load` gives: here Node's own, with one thread. */
export const myRuntime = (): Runtime =>
  onnxRuntime({
    name: "my-runtime",
    version: "1.0.0",
    machine: "one thread",
    load: () => import("@nestvec/onnxruntime"),
    providers: [{ name: "cpu" }],
    builtIn: { cpu: { obstacle: async () => undefined, sessionOption: () => "cpu" } },
    importModule: (specifier) => import(specifier),
    session: { intraOpNumThreads: 1, logSeverityLevel: 3 },
  });
