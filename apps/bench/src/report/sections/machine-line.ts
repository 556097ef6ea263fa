import type { BenchResults } from "../../results/bench-results.ts";

/** The machine and the settings in a line. */
export function machineLine({ machine, settings }: Pick<BenchResults, "machine" | "settings">): string {
  const { processor, cores, memoryGigabytes, system, node, onnxRuntime } = machine;
  const { threads, seed } = settings;
  const runtime = `Node ${node}, onnxruntime-node ${onnxRuntime}`;
  return `${processor}, ${cores} cores, ${memoryGigabytes} GB, ${system}, ${runtime}, ${threads} ${threads === 1 ? "thread" : "threads"}, seed ${seed}`;
}

/** A model's exits, dimensions and limit in a line. */
export function modelLine({ layers, dimensions, width, maxTokens, sharedSpace }: BenchResults["models"][number]): string {
  const space = sharedSpace ? "one space for all exits" : "each exit a space of its own";
  return `exits ${layers.join(", ")}; dimensions ${dimensions.join(", ")} of ${width}; up to ${maxTokens.toLocaleString("en-US")} tokens; ${space}`;
}
