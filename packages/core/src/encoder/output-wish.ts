import type { ModelDescription } from "../model/model-description.ts";
import type { OutputWish } from "../path/choose-output.ts";

/** Which output of a model's graphs is to be read, by what its files and its caller say. */
export function outputWish({
  output,
  pooling: { pooling },
  poolingCertainty,
}: Pick<ModelDescription, "output" | "pooling" | "poolingCertainty">): OutputWish {
  const isKnown = poolingCertainty !== "presumed" && pooling !== "in_graph";
  return { stated: output, pooling: isKnown ? pooling : undefined, isAsked: poolingCertainty === "asked" };
}
