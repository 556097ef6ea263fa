import type { ResidentMemory, SessionChoice } from "@nestvec/bench/measuring";
import type { Setting } from "./benchmark.ts";

/** What a process that measures its own memory is asked. */
export interface SessionMemoryTask extends Pick<Setting, "model" | "layer" | "threads" | "vocabularySize"> {
  readonly choice: SessionChoice;
  /** Lengths of the texts, in the order they are run. */
  readonly tokens: readonly number[];
}

/** Memory in MB of a process that has done nothing else. */
export interface SessionMemory {
  readonly opened: ResidentMemory;
  /** After all texts. */
  readonly used: ResidentMemory;
}
