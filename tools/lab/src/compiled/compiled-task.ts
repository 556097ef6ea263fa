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
  /** How often they are embedded; the median counts. */
  readonly times: number;
}

/** What it answers. */
export interface CompiledFigures {
  /** From texts to vectors, median. */
  readonly milliseconds: number;
  /** Since the process began, in MB. */
  readonly peak: number;
  readonly private: number;
  readonly resident: number;
  /** The vector of the first text. */
  readonly vector: readonly number[];
}
