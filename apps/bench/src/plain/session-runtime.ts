import type { Runtime } from "@nestvec/core";
import { onnxRuntime } from "@nestvec/core/onnx-runtime";
import { cpu } from "@nestvec/runtime-node";

/** Session options of ONNX Runtime that nestvec has decided on, to be tried the other way. */
export interface SessionChoice {
  /** Whether memory stays reserved after a run, for the next. */
  readonly arena: boolean;
  /** Whether threads without work wait awake: as long as ONNX Runtime does by itself, for some microseconds, or not at all. */
  readonly spinning: boolean | number;
}

/** ONNX Runtime with one choice of session options; all others are those of nestvec's own runtime. */
export function runtimeWith({ arena, spinning }: SessionChoice, threads: number): Runtime {
  return onnxRuntime({
    name: "onnxruntime-node",
    version: "",
    machine: "",
    load: async () => {
      process.env["ORT_DISABLE_TELEMETRY"] ??= "1";
      return import("onnxruntime-node");
    },
    providers: [cpu()],
    builtIn: { cpu: { obstacle: async () => undefined, sessionOption: () => "cpu" } },
    importModule: (specifier) => import(specifier),
    session: {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      enableCpuMemArena: arena,
      logSeverityLevel: 4,
      extra: {
        session: {
          intra_op: {
            allow_spinning: spinning === false ? "0" : "1",
            ...(typeof spinning === "number" ? { spin_duration_us: String(spinning) } : {}),
          },
        },
      },
    },
  });
}
