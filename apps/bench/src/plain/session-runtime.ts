import type { Runtime } from "@nestvec/core";
import { onnxRuntime } from "@nestvec/core/onnx-runtime";
import { cpu, nodeRuntime } from "@nestvec/runtime-node";

/** Session options of ONNX Runtime that nestvec has decided on, to be tried the other way. */
export type SessionChoice =
  /** Memory goes back after a run, as in nestvec's own runtime. */
  | { readonly arena: false; readonly spinning: boolean | number }
  /** It stays reserved for the next, which that runtime cannot be told. */
  | { readonly arena: true; readonly spinning: boolean };

/** ONNX Runtime with one choice of session options; all others are those of nestvec's own runtime. */
export function runtimeWith({ arena, spinning }: SessionChoice, threads: number): Runtime {
  if (!arena) return nodeRuntime({ threads, spinMicroseconds: Number(spinning) * (spinning === true ? 1_000_000 : 1) });
  return onnxRuntime({
    name: "onnxruntime-node",
    version: "",
    machine: "",
    load: () => import("@nestvec/onnxruntime"),
    providers: [cpu()],
    builtIn: { cpu: { obstacle: async () => undefined, sessionOption: () => "cpu" } },
    importModule: (specifier) => import(specifier),
    session: {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      enableCpuMemArena: true,
      logSeverityLevel: 4,
      extra: { session: { intra_op: { allow_spinning: spinning ? "1" : "0" } } },
    },
  });
}
