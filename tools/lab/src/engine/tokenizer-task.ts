import type { ResidentMemory } from "@nestvec/bench/measuring";

/** What a process that opens a tokenizer is asked. */
export interface TokenizerTask {
  readonly model: string;
  /** Whether the compiled form is used. */
  readonly compiled: boolean;
  /** Bytes of text to tokenize. */
  readonly bytes: number;
}

/** What it measured. */
export interface TokenizerFigures {
  /** From `loadModel` to the tokens of the first text, in a process that has loaded another model before. */
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
  readonly before: ResidentMemory;
  readonly after: ResidentMemory;
  /** Milliseconds of this process for 100 kB of text. */
  readonly textMilliseconds: number;
  readonly tokens: number;
  /** Sentences of `info()` about the compiled form. */
  readonly notes: readonly string[];
}
