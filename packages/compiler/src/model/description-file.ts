import { NestvecError, poolingModes, type Pooling, type WeightType } from "@nestvec/core";
import { compiledFormat, configInvalid, member, pooledModes, type SourceFacts } from "@nestvec/core/compile";
import type { ComparedExit } from "../run/compare-published.ts";
import type { PooledBy } from "../graph/stage-graph.ts";
import type { ExitDifference } from "../run/compare-vectors.ts";
import { describeQuantization } from "../quantize/describe-quantization.ts";
import type { QuantizationReport } from "../quantize/quantization-report.ts";
import type { StagePlan } from "./plan-stages.ts";

/** @throws NestvecError POOLING_UNKNOWN where no file says how the model pools, CONFIG_INVALID where exits have matrices that no graph can apply */
export function pooledBy({ pooling, heads, config, name }: SourceFacts): PooledBy {
  if (pooling.pooling === undefined) {
    const looked = ["onnx/model_config.json", "modules.json", "1_Pooling/config.json"];
    throw new NestvecError("POOLING_UNKNOWN", { model: name ?? config.file, looked, known: poolingModes });
  }
  const mode = pooledModes.find((known) => known === pooling.pooling);
  if (mode === undefined && heads.size > 0)
    throw configInvalid(
      { file: pooling.from, key: "pooling", value: pooling.pooling },
      `${pooledModes.map((known) => `"${known}"`).join(" or ")} for exits with a matrix ("head")`,
    );
  return mode;
}

/** How weights are stored. Plain data. */
export interface WeightsDescription {
  readonly storage: WeightType;
  /** Bytes of the files of weights, and what they would be in float32. */
  readonly bytes: number;
  readonly float32Bytes: number;
  /** How far vectors are from those with weights in float32, by exit; undefined where no number of the weights was rounded. */
  readonly loss?: readonly ExitDifference[] | undefined;
}

/** What `nestvec.json` is made of. */
export interface DescriptionParts {
  readonly facts: SourceFacts;
  readonly plan: StagePlan;
  readonly pooledBy: PooledBy;
  readonly sourceDigest: string;
  readonly sourceFiles: readonly string[];
  readonly compilerVersion: string;
  readonly weights: WeightsDescription;
  /** The exits that were compared with published graphs; undefined where none was. */
  readonly verification: readonly ComparedExit[] | undefined;
  /** How near the vectors of int8 products come to those in float32; undefined where all are in float32. */
  readonly quantization?: QuantizationReport | undefined;
}

/** The content of `nestvec.json`: the keys of `model_config.json`, and what only a compiled model has. */
export function descriptionFile({
  facts,
  plan,
  pooledBy: mode,
  sourceDigest,
  sourceFiles,
  compilerVersion,
  weights,
  verification,
  quantization,
}: DescriptionParts): string {
  const { name, repository, totalLayers, width, dimensions, sharedSpace, maxTokens, heads } = facts;
  return `${JSON.stringify(
    {
      format_version: compiledFormat,
      compiler: `@nestvec/compiler ${compilerVersion}`,
      source_digest: sourceDigest,
      source_files: sourceFiles,
      ...(name === undefined ? {} : { model_name: name }),
      ...(repository === undefined ? {} : { repository }),
      model_type: member(facts.config, "model_type").value,
      total_layers: totalLayers,
      hidden_size: width,
      available_layers: plan.stages.map(({ layer }) => layer),
      ...(dimensions === undefined ? {} : { dimensions }),
      shared_space: sharedSpace,
      ...statedPooling(facts),
      ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
      // With a matrix after it, what the graphs give is no pooling that could be asked for.
      ...(mode === undefined || heads.size > 0 ? {} : { pooled_by: mode }),
      ...(plan.longFrom === undefined ? {} : { long_from: plan.longFrom }),
      embed: plan.embed.name,
      ...(verification === undefined
        ? {}
        : { verification: verification.map(({ space, ...difference }) => ({ ...differenceEntry(difference), space })) }),
      weights: {
        storage: weights.storage,
        bytes: weights.bytes,
        float32_bytes: weights.float32Bytes,
        ...(weights.loss === undefined ? {} : { loss: weights.loss.map(differenceEntry) }),
      },
      ...(quantization === undefined ? {} : { compute: "int8", quantization: describeQuantization(quantization) }),
      stages: plan.stages.map(({ layer, isNormalized, graphs }) => ({
        layer,
        normalization: isNormalized ? "final_norm" : "none",
        ...Object.fromEntries(graphs.map((graph) => [graph.family, graph.name])),
      })),
    },
    undefined,
    1,
  )}\n`;
}

const differenceEntry = ({ layer, largestDifference, leastCosine }: ExitDifference): object => ({
  layer,
  largest_difference: largestDifference,
  least_cosine: leastCosine,
});

/** Left out where a file that is copied says it, and more: that prompts are left out of the pooling. */
function statedPooling({ pooling: { pooling, includesPrompt }, heads }: SourceFacts): { readonly pooling?: Pooling | "in_graph" } {
  if (heads.size > 0) return { pooling: "in_graph" };
  return pooling === undefined || includesPrompt === false ? {} : { pooling };
}
