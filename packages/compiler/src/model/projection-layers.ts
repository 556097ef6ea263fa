import type { FileSource } from "@nestvec/core";
import type { DenseModule, SourceFacts } from "@nestvec/core/compile";
import type { ProjectionLayer } from "../architecture/architecture.ts";
import { expectedTensors } from "../weights/expected-tensors.ts";
import { openTensors, type SourceTensor } from "../weights/source-tensors.ts";
import { storedRows, storedTransposed } from "../weights/stored-tensor.ts";

/** What the graphs do to pooled vectors. */
export interface ProjectionLayers {
  /** None where they leave the modules after the pooling to the engine. */
  readonly layers: readonly ProjectionLayer[];
  readonly used: readonly SourceTensor[];
}

/**
 * The modules after the pooling as layers of graphs, where they are Dense modules of the common kinds and no exit has a matrix before them.
 * @throws NestvecError FILE_TRUNCATED, CONFIG_INVALID
 */
export async function projectionLayers(source: FileSource, { projection, heads }: SourceFacts): Promise<ProjectionLayers> {
  const modules = projection?.modules ?? [];
  if (heads.size > 0 || !modules.every(isCommon)) return { layers: [], used: [] };
  const layers: ProjectionLayer[] = [];
  const used: SourceTensor[] = [];
  for (const [index, { folder, inputs, outputs, hasBias, activation }] of modules.entries()) {
    const config = { file: `${folder}config.json`, key: "", value: undefined };
    const expected = expectedTensors(await openTensors(source, folder), "linear.weight", [""], config);
    const weight = storedTransposed(`projection.${index}.weight`, expected.need("linear.weight", [outputs, inputs]));
    const bias = hasBias ? storedRows(`projection.${index}.bias`, expected.need("linear.bias", [outputs])) : undefined;
    layers.push({ linear: { weight, bias }, activation: activation === "Tanh" ? "tanh" : "none" });
    used.push(...expected.used());
  }
  return { layers, used };
}

const isCommon = (module: { readonly kind: string }): module is DenseModule & { readonly activation: "Identity" | "Tanh" } => {
  const dense = module as DenseModule;
  return module.kind === "Dense" && !dense.hasResidual && (dense.activation === "Identity" || dense.activation === "Tanh");
};
