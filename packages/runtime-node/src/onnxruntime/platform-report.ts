import { availableParallelism, cpus, totalmem } from "node:os";
import { NestvecError } from "@nestvec/core";
import { listSupportedBackends, loadWebAssembly, onnxRuntimeVersion } from "@nestvec/onnxruntime";
import { cpuInstructions } from "../machine/cpu-instructions.ts";
import { inPlaceOfBinary, neitherLoads, problemOf } from "./either-runtime.ts";
import { loadOnnxRuntime, platformName, unsupported } from "./load-onnx-runtime.ts";

/** What is known of this machine and of ONNX Runtime on it. Plain data. */
export interface PlatformReport {
  /** Node's version. */
  readonly node: string;
  /** System, processor architecture and C library. */
  readonly system: string;
  /** The processor's name. */
  readonly processor: string;
  /** Instruction sets that decide speed, as the system names them; undefined where it does not tell. */
  readonly instructions: readonly string[] | undefined;
  /** Cores that this process may use. */
  readonly cores: number;
  /** Memory that this process may use. */
  readonly memoryBytes: number;
  /** The version of ONNX Runtime, or undefined where it cannot be loaded. */
  readonly onnxRuntime: string | undefined;
  /** What runs graphs: ONNX Runtime's binary, WebAssembly where that does not load, or undefined where neither does. */
  readonly runtime: "native" | "wasm" | undefined;
  /** Execution providers that ONNX Runtime was built with. That one is named does not mean that this machine can run it. */
  readonly providers: readonly { readonly name: string; readonly bundled: boolean }[];
  /** What is otherwise than on most machines, each a sentence: that WebAssembly is used, and why. */
  readonly notes: readonly string[];
  /** What is wrong, each a sentence. Empty where all is well. */
  readonly problems: readonly string[];
}

/**
 * Looks at this machine. Problems are told, not thrown.
 * @example
 * ```ts
 * import { platformReport } from "@nestvec/runtime-node";
 *
 * const { onnxRuntime, cores, problems } = await platformReport();
 * console.log(`ONNX Runtime ${onnxRuntime}, ${cores} cores`); // → ONNX Runtime 1.…, … cores
 * for (const problem of problems) console.warn(problem);
 * ```
 */
export async function platformReport(): Promise<PlatformReport> {
  const found = await findOnnxRuntime();
  return {
    node: process.version,
    system: platformName(),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    instructions: await cpuInstructions(),
    cores: availableParallelism(),
    memoryBytes: Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY),
    ...found,
    problems: [...nodeProblems(process.versions.node), ...found.problems],
  };
}

// The same as "engines" in package.json, which npm only warns about.
function nodeProblems(version: string): readonly string[] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 20 || (major === 20 && minor >= 19) ? [] : [`Node ${version} is too old: 20.19 or later is needed.`];
}

async function findOnnxRuntime(): Promise<Pick<PlatformReport, "onnxRuntime" | "runtime" | "providers" | "notes" | "problems">> {
  const obstacle = await nativeObstacle();
  if (obstacle === undefined) {
    const backends = await listSupportedBackends();
    const providers = backends.map(({ name, bundled }) => ({ name, bundled }));
    return { onnxRuntime: onnxRuntimeVersion, runtime: "native", providers, notes: [], problems: [] };
  }
  try {
    await loadWebAssembly();
    const providers = [{ name: "wasm", bundled: true }];
    return { onnxRuntime: onnxRuntimeVersion, runtime: "wasm", providers, notes: [inPlaceOfBinary(obstacle)], problems: [] };
  } catch (error) {
    const { message } = new NestvecError("PLATFORM_UNSUPPORTED", { platform: platformName(), problem: neitherLoads(obstacle, error) });
    return { onnxRuntime: undefined, runtime: undefined, providers: [], notes: [], problems: [message] };
  }
}

/** Why the binary does not load, as the end of a sentence. */
async function nativeObstacle(): Promise<string | undefined> {
  const known = unsupported();
  if (known !== undefined) return known;
  try {
    await loadOnnxRuntime();
    return undefined;
  } catch (error) {
    return problemOf(error);
  }
}
