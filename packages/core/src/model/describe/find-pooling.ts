import { invalidArgument } from "../../errors/arguments.ts";
import { NestvecError } from "../../errors/nestvec-error.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { readConfig } from "../../config/config-file.ts";
import { configInvalid } from "../../config/config-value.ts";
import type { ModelLayout } from "../layout/find-model.ts";
import type { PoolingCertainty, PoolingSource } from "./model-description.ts";
import type { ModulesConfig } from "../settings/modules-config.ts";
import type { Pooling } from "../settings/pooling.ts";
import { parsePoolingConfig } from "../settings/pooling-config.ts";

/** What decides how a model pools. */
export interface PoolingQuestion {
  readonly source: FileSource;
  /** What the caller says. */
  readonly asked: Pooling | undefined;
  readonly layout: ModelLayout;
  readonly modules: ModulesConfig | undefined;
}

/** How a model pools, and how certain that is. */
export interface FoundPooling extends PoolingSource {
  readonly certainty: PoolingCertainty;
}

/**
 * How a model pools: what the caller says, else model_config.json, else the pooling module of Sentence Transformers. Where no
 * file says it, the published form of 2D-Matryoshka models pools the mean, as the binding that it was made for always does; it
 * is often downloaded without its pooling module. For any other model it is not known.
 * @throws NestvecError CONFIG_INVALID, FILE_MISSING, ARGUMENT_INVALID
 */
export async function findPooling({ source, asked, layout, modules }: PoolingQuestion): Promise<FoundPooling> {
  const { config, exit, contract, matryoshka, table } = layout;
  if (table !== undefined) {
    if (asked === undefined || asked === "mean") return { pooling: "mean", from: table.file, certainty: "stated" };
    throw invalidArgument("pooling", asked, `"mean" or left out: the model is a table (${table.file}), and a vector is a mean of its rows`);
  }
  if (asked !== undefined && config?.pooling === "in_graph") {
    const expected = `left out for this model, whose graphs pool (${config.file})`;
    throw invalidArgument("pooling", asked, expected);
  }
  if (asked !== undefined) return { pooling: asked, from: "the option pooling", certainty: "asked" };
  if (config?.pooling !== undefined) return { pooling: config.pooling, from: config.file, certainty: "stated" };
  const file = poolingFile(modules);
  const stated = await readConfig(source, file, parsePoolingConfig);
  const other = contract === undefined ? matryoshka : { file: `${contract.file}: representation_contract`, pooling: "mean" as const };
  if (file !== undefined && stated !== undefined) {
    const { pooling, includesPrompt } = stated;
    if (other?.pooling !== undefined && other.pooling !== pooling)
      throw configInvalid({ file, key: "pooling_mode", value: pooling }, `"${other.pooling}", as ${other.file} says`);
    return { pooling, from: file, certainty: "stated", ...(includesPrompt ? {} : { includesPrompt }) };
  }
  if (file !== undefined && modules !== undefined)
    throw new NestvecError("FILE_MISSING", { file, where: source.name, neededBy: modules.file });
  if (other?.pooling !== undefined) return { pooling: other.pooling, from: other.file, certainty: "stated" };
  if (config !== undefined || exit !== undefined) return { pooling: "mean", from: "published layout", certainty: "presumed" };
  return { pooling: undefined, from: "no file", certainty: "presumed" };
}

/** Where the pooling module is; undefined where modules.json lists none. */
function poolingFile(modules: ModulesConfig | undefined): string | undefined {
  if (modules === undefined) return "1_Pooling/config.json";
  return modules.poolingFolder === undefined ? undefined : `${modules.poolingFolder}config.json`;
}
