import { availableParallelism, cpus } from "node:os";
import { NestvecError, requireOptions, type ExecutionProvider, type Runtime } from "@nestvec/core";
import { onnxRuntime, type OnnxRuntime } from "@nestvec/core/onnx-runtime";
import { onnxRuntimeVersion } from "@nestvec/onnxruntime";
import { acrossRealms } from "./across-realms.ts";
import { builtInProviders, cpu } from "./cpu.ts";
import { physicalCores } from "./isolation/physical-cores.ts";
import { loadOnnxRuntime, platformName } from "./load-onnx-runtime.ts";
import { shown } from "./shown.ts";

/** Settings of ONNX Runtime in Node. */
export interface NodeRuntimeOptions {
  /** Tried one at a time, in this order. Default: the CPU. */
  readonly providers?: readonly ExecutionProvider[];
  /** Threads within one graph, at most 256 or as many as there are cores. Default: the physical cores that this process may use. */
  readonly threads?: number;
  /**
   * How long a thread without work waits awake for more before it sleeps, in microseconds: at most a second. `true`: as long as ONNX Runtime
   * does by itself, tens of milliseconds, which is quicker on a machine that does nothing else, and slower on a shared one. Default false: not at all.
   */
  readonly spinning?: boolean | number;
}

/**
 * ONNX Runtime in Node, set for machines that do other work besides: threads that have nothing to do sleep instead of
 * spinning, and memory goes back after a run instead of staying at its peak.
 * @throws NestvecError ARGUMENT_INVALID
 */
export function nodeRuntime(options: NodeRuntimeOptions = {}): Runtime {
  requireOptions<NodeRuntimeOptions>("nodeRuntime", options, { providers: true, threads: true, spinning: true });
  return nodeRuntimeFrom(loadOnnxRuntime, options);
}

/** The same over ONNX Runtime as `load` gives it. @see nodeRuntime */
export function nodeRuntimeFrom(
  load: () => Promise<OnnxRuntime>,
  { providers = [cpu()], threads = physicalCores(), spinning = false }: NodeRuntimeOptions,
): Runtime {
  // ONNX Runtime makes as many threads as it is told, at once: a slip of the keyboard would take the machine down.
  const most = Math.max(256, availableParallelism());
  if (!Number.isInteger(threads) || threads < 1 || threads > most) {
    throw new NestvecError("ARGUMENT_INVALID", {
      argument: "threads",
      found: shown(threads),
      expected: `a whole number from 1 to ${most}`,
    });
  }
  if (!Array.isArray(providers) || providers.length === 0 || !providers.every(isProvider)) {
    const expected = `a list of at least one provider, such as [cpu()] or [{ name: "cpu" }]`;
    throw new NestvecError("ARGUMENT_INVALID", { argument: "providers", found: shown(providers), expected });
  }
  if (typeof spinning !== "boolean" && !(Number.isInteger(spinning) && spinning >= 0 && spinning <= longestSpin)) {
    const expected = `true, false, or a whole number of microseconds from 0 to ${longestSpin}`;
    throw new NestvecError("ARGUMENT_INVALID", { argument: "spinning", found: shown(spinning), expected });
  }
  return onnxRuntime({
    name: "onnxruntime-node",
    version: onnxRuntimeVersion,
    machine: `${platformName()}, ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${threads} threads${spinningName(spinning)}, ${providers.map(({ name }) => name).join(" then ")}`,
    load: async () => acrossRealms(await load()),
    providers,
    builtIn: builtInProviders,
    importModule: (specifier) => import(specifier),
    session: {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      enableCpuMemArena: false,
      // Errors reach the caller as exceptions: what ONNX Runtime writes to stderr besides would only stand in the host's way.
      logSeverityLevel: 4,
      extra: { session: { intra_op: spinningOptions(spinning) } },
    },
  });
}

/** A second. ONNX Runtime calls longer ones a waste of processor time itself. */
const longestSpin = 1_000_000;

const spinningOptions = (spinning: boolean | number): Readonly<Record<string, string>> => ({
  allow_spinning: spinning === false || spinning === 0 ? "0" : "1",
  ...(typeof spinning === "number" && spinning > 0 ? { spin_duration_us: String(spinning) } : {}),
});

function spinningName(spinning: boolean | number): string {
  if (spinning === false || spinning === 0) return "";
  return spinning === true ? " that spin" : ` that spin for ${spinning} µs`;
}

const isProvider = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "name" in value && typeof value.name === "string";
