import { configInvalid, member, type ConfigValue, type SourceFacts } from "@nestvec/core/compile";
import type { SourceTensors } from "../weights/source-tensors.ts";
import type { Architecture } from "./architecture.ts";
import { bertFamily } from "./bert.ts";
import { encoderShape, type EncoderShape } from "./encoder-shape.ts";
import { gemma3 } from "./gemma3.ts";
import { modernBert } from "./modernbert.ts";
import { qwen3 } from "./qwen3.ts";

/** By `model_type` of config.json. */
const families: Readonly<Record<string, (config: ConfigValue, tensors: SourceTensors, shape: EncoderShape) => Architecture>> = {
  modernbert: modernBert,
  bert: bertFamily("bert"),
  roberta: bertFamily("roberta"),
  "xlm-roberta": bertFamily("xlm-roberta"),
  camembert: bertFamily("camembert"),
  mpnet: bertFamily("mpnet"),
  gemma3_text: gemma3,
  qwen3,
};

/**
 * The families of models that can be compiled, by their `model_type`.
 * @example
 * ```ts
 * import { compiledFamilies } from "@nestvec/compiler";
 *
 * console.log(compiledFamilies.includes("modernbert")); // → true
 * ```
 */
export const compiledFamilies: readonly string[] = Object.keys(families);

/** Reads what a model computes. @throws NestvecError CONFIG_INVALID for a family that is not written here, and as each family */
export function readArchitecture(facts: SourceFacts, tensors: SourceTensors): Architecture {
  const at = member(facts.config, "model_type");
  const read = typeof at.value === "string" && Object.hasOwn(families, at.value) ? families[at.value] : undefined;
  if (read === undefined) throw configInvalid(at, `one that can be compiled: ${compiledFamilies.join(", ")}`);
  const own = member(facts.config, "auto_map");
  if (typeof own.value === "object" && own.value !== null) {
    const code = member(own, "AutoModel");
    if (code.value !== undefined) throw configInvalid(code, "left out: a model with code of its own computes what only that code says");
  }
  return read(facts.config, tensors, encoderShape(facts));
}
