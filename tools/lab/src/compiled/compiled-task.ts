import type { ResidentMemory } from "@nestvec/bench/measuring";

/** How a child embeds: as a program over ONNX Runtime alone does with a published graph, or as nestvec does. */
export type CompiledWay = "published graph" | "nestvec";

/** What a child of the comparison is asked for. */
export interface CompiledTask {
  readonly way: CompiledWay;
  /** The model's folder. */
  readonly model: string;
  readonly layer: number;
  readonly threads: number;
  readonly texts: readonly string[];
  /** How often they are embedded after a first time that does not count; the median counts. With 0 it is the first that counts, the model's opening included. */
  readonly times: number;
}

/** What it answers. */
export interface CompiledFigures {
  /** From texts to vectors, median. */
  readonly milliseconds: number;
  /** After that. */
  readonly memory: ResidentMemory;
  /** The vector of the first text. */
  readonly vector: readonly number[];
}
