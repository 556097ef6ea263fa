import type { Findings } from "@nestvec/bench/measuring";

/** How much is done: all that the claims are about, enough for a look, or what a test can wait for. */
export type Scale = "full" | "quick" | "tiny";

/** The model that is measured, and how. Plain data, since each benchmark runs in a process of its own. */
export interface Setting {
  /** The model's folder. */
  readonly model: string;
  readonly layer: number;
  /** Tokens that texts are cut to. */
  readonly cut: number;
  readonly vocabularySize: number;
  /** Threads of ONNX Runtime, the same for all variants. */
  readonly threads: number;
  readonly scale: Scale;
  /** Rounds of each variant, where it is not the benchmark's own number. */
  readonly rounds?: number | undefined;
  /** Seconds after which nothing more is begun. */
  readonly seconds: number;
}

/** One thing that the engine must show. */
export interface Benchmark {
  readonly name: string;
  readonly title: string;
  /** Whether it reads what only Linux tells. */
  readonly needsLinux?: boolean;
  run(setting: Setting): Promise<Findings>;
}
