import type { FileSource } from "@nestvec/core";
import { readSourceFacts, type SourceFacts, type SourceOptions } from "@nestvec/core/compile";
import { readArchitecture } from "../architecture/read-architecture.ts";
import { pooledBy } from "../model/description-file.ts";
import { headTensors } from "../model/head-tensors.ts";
import { planStages, type StagePlan } from "../model/plan-stages.ts";
import { projectionLayers } from "../model/projection-layers.ts";
import type { PooledBy } from "../graph/stage-graph.ts";
import type { QuantizedGroups } from "../search/choose-form.ts";
import { openTensors, type SourceTensor } from "../weights/source-tensors.ts";
import type { WeightStorage } from "../weights/weight-storage.ts";

/** A model that is to be compiled. */
export interface SourceModel {
  readonly facts: SourceFacts;
  /** `model_type` of config.json. */
  readonly family: string;
  readonly pooledBy: PooledBy;
  /** The files that its vectors depend on, beside the tokenizer. */
  readonly files: readonly string[];
  /** All tensors that it is made of. */
  readonly used: readonly SourceTensor[];
  /** Its graphs and files of weights. `quantized`: products that are computed in int8. */
  plan(storage: WeightStorage, quantized?: QuantizedGroups): StagePlan;
}

/**
 * Reads a model: what its files say, and the names and shapes of its tensors.
 * @throws NestvecError FILE_MISSING, FILE_TRUNCATED, CONFIG_INVALID, MODULE_UNSUPPORTED, POOLING_UNKNOWN, ARGUMENT_INVALID
 */
export async function readSourceModel(source: FileSource, options: SourceOptions): Promise<SourceModel> {
  const facts = await readSourceFacts(source, options);
  const tensors = await openTensors(source, facts.folder);
  const architecture = readArchitecture(facts, tensors);
  const heads = headTensors(facts, tensors);
  const mode = pooledBy(facts);
  const projection = await projectionLayers(source, facts);
  const stages = {
    architecture,
    exits: facts.layers,
    normalizesExits: facts.normalizesExits,
    pooledBy: mode,
    heads: heads.stored,
    projection: projection.layers,
  };
  return {
    facts,
    family: architecture.family,
    pooledBy: mode,
    files: [...tensors.files, facts.config.file],
    used: [...architecture.used, ...heads.used, ...projection.used],
    plan: (storage, quantized) => planStages({ ...stages, storage, quantized }),
  };
}
