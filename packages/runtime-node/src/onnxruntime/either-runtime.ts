import { invalidArgument, messageOf, NestvecError, type Runtime } from "@nestvec/core";
import { platformName } from "./load-onnx-runtime.ts";

/** Which ONNX Runtime runs graphs: its binary for this system, WebAssembly, or the first of them that loads. */
export type RuntimeChoice = "auto" | "native" | "wasm";

/** Both of them, and whether they load. */
export interface BothRuntimes {
  readonly native: Runtime;
  /** Fails where the binary does not load. */
  readonly loadNative: () => Promise<unknown>;
  readonly wasm: Runtime;
  /** Fails where WebAssembly is not installed. */
  readonly loadWasm: () => Promise<unknown>;
}

/** @throws NestvecError ARGUMENT_INVALID */
export function requireRuntimeChoice(choice: unknown): asserts choice is RuntimeChoice {
  if (choice !== "auto" && choice !== "native" && choice !== "wasm") throw invalidArgument("runtime", choice, `"auto", "native" or "wasm"`);
}

/**
 * The runtime of a choice. Which one `"auto"` comes to is known once `ready` has been waited for or a graph has been opened: until then, the name is that
 * of the binary's.
 */
export function eitherRuntime(choice: RuntimeChoice, { native, loadNative, wasm, loadWasm }: BothRuntimes): Runtime {
  if (choice !== "auto") return choice === "native" ? native : wasm;
  let chosen = native;
  let why: string | undefined;
  let choosing: Promise<Runtime> | undefined;

  async function choose(): Promise<Runtime> {
    try {
      await loadNative();
      return native;
    } catch (error) {
      const problem = problemOf(error);
      try {
        await loadWasm();
      } catch (cause) {
        choosing = undefined;
        return neither(native, neitherLoads(problem, cause), cause);
      }
      chosen = wasm;
      why = inPlaceOfBinary(problem);
      return wasm;
    }
  }
  const decide = (): Promise<Runtime> => (choosing ??= choose());

  return {
    get name() {
      return chosen.name;
    },
    get version() {
      return chosen.version;
    },
    get machine() {
      return chosen.machine;
    },
    ready: async () => void (await decide()),
    open: async (files, graph, work) => (await decide()).open(files, graph, work),
    notes: () => [...(why === undefined ? [] : [why]), ...(chosen.notes?.() ?? [])],
  };
}

const neither = (native: Runtime, problem: string, cause: unknown): Runtime => ({
  ...native,
  open: () => Promise.reject(new NestvecError("PLATFORM_UNSUPPORTED", { platform: platformName(), problem }, { cause })),
});

/** Says that WebAssembly is used, and why. */
export const inPlaceOfBinary = (problem: string): string => `WebAssembly runs graphs in place of ONNX Runtime's binary: ${problem}.`;

/** Why there is neither, as the end of a sentence, with what adds WebAssembly. */
export const neitherLoads = (problem: string, error: unknown): string => `${problem}; ${withoutFullStop(messageOf(error))}`;

/** Why the binary does not load, as the end of a sentence. */
export const problemOf = (error: unknown): string =>
  withoutFullStop(NestvecError.is(error, "PLATFORM_UNSUPPORTED") ? error.details.problem : messageOf(error));

const withoutFullStop = (sentence: string): string => sentence.replace(/\.$/, "");
