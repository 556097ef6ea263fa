import { allPresent, readConfig, readConfigFile } from "../../config/config-file.ts";
import { count, field, flag, oneOf, optional, text, widestVector } from "../../config/config-readers.ts";
import { configInvalid, type ConfigValue } from "../../config/config-value.ts";
import { NestvecError } from "../../errors/nestvec-error.ts";
import { activations, type ActivationName } from "./activations.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import type { ModulesConfig, PooledModule } from "./modules-config.ts";

/** A `Dense` module: `activation(W x + b)`, with `hasResidual` plus `x` or `R x`. */
export interface DenseModule {
  readonly kind: "Dense";
  readonly folder: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly hasBias: boolean;
  readonly activation: ActivationName;
  readonly hasResidual: boolean;
}

/** A `LayerNorm` module with weights of its own. */
export interface LayerNormModule {
  readonly kind: "LayerNorm";
  readonly folder: string;
  readonly width: number;
}

/** What Sentence Transformers does to pooled vectors before the last scaling to length 1. */
export interface Projection {
  /** `modules.json`. */
  readonly file: string;
  /** In their order. Never empty, and never ending with a Normalize, which is step 5 of the path. */
  readonly modules: readonly (DenseModule | LayerNormModule | { readonly kind: "Normalize" })[];
  /** The length of a pooled vector that goes in. */
  readonly inputWidth: number;
  /** The length of the vector that comes out. */
  readonly width: number;
  /** The files of weights, in the order of their modules. */
  readonly weights: readonly string[];
  /** The first of them that is not there. A graph may hold these modules itself. */
  readonly missing: string | undefined;
}

/**
 * Reads the configurations of the modules after the pooling; undefined where there is none but Normalize. `inputWidth` is the length of a pooled
 * vector. @throws NestvecError CONFIG_INVALID, FILE_MISSING
 */
export async function readProjection(source: FileSource, modules: ModulesConfig, inputWidth: number): Promise<Projection | undefined> {
  const read = await Promise.all(modules.afterPooling.map((module) => readModule(source, modules.file, module)));
  const last = read.findLastIndex(({ kind }) => kind !== "Normalize");
  const kept = read.slice(0, last + 1);
  if (kept.length === 0) return undefined;
  let width = inputWidth;
  for (const module of kept) {
    if (module.kind === "Normalize") continue;
    const [key, takes] = module.kind === "Dense" ? ["in_features", module.inputs] : ["dimension", module.width];
    if (takes !== width)
      throw configInvalid({ file: configOf(module.folder), key, value: takes }, `${width}, the length of the vectors that come in`);
    if (module.kind === "Dense") width = module.outputs;
  }
  const weights = kept.flatMap((module) => (module.kind === "Normalize" ? [] : [weightsOf(module.folder)]));
  const there = await allPresent(source, weights);
  const missing = weights.find((path) => !there.includes(path));
  return { file: modules.file, modules: kept, inputWidth, width, weights, missing };
}

/** The error for modules that can be applied neither here nor by the graph. */
export async function missingWeights(source: FileSource, { file, missing = "" }: Projection): Promise<NestvecError> {
  const pickled = missing.replace(/model\.safetensors$/, "pytorch_model.bin");
  if ((await source.size(pickled)) === undefined)
    return new NestvecError("FILE_MISSING", { file: missing, where: source.name, neededBy: file });
  const convert = `python -c "import torch; from safetensors.torch import save_file; save_file(torch.load('${pickled}', weights_only=True), '${missing}')"`;
  return configInvalid(
    { file: pickled, key: "", value: undefined },
    `"${missing}" beside it, the same weights as safetensors; convert it with: ${convert}`,
    "a pickle of PyTorch, which is not read, since it can run code",
  );
}

const configOf = (folder: string): string => `${folder}config.json`;
const weightsOf = (folder: string): string => `${folder}model.safetensors`;

async function readModule(source: FileSource, neededBy: string, { kind, folder }: PooledModule): Promise<Projection["modules"][number]> {
  const file = configOf(folder);
  if (kind === "Normalize") {
    // Its folder may be empty, or not there at all.
    if (folder !== "") await readConfig(source, file, (at) => requirePooled(at));
    return { kind };
  }
  const at = await readConfigFile(source, file);
  if (at === undefined) throw new NestvecError("FILE_MISSING", { file, where: source.name, neededBy });
  if (kind === "LayerNorm") return { kind, folder, width: field(at, "dimension", count(widestVector)) };
  requirePooled(at);
  return {
    kind,
    folder,
    inputs: field(at, "in_features", count(widestVector)),
    outputs: field(at, "out_features", count(widestVector)),
    hasBias: field(at, "bias", optional(flag)) ?? true,
    activation: field(at, "activation_function", activation),
    hasResidual: field(at, "use_residual", optional(flag)) ?? false,
  };
}

/** Newer modules name what they read and write. @throws NestvecError CONFIG_INVALID for other than pooled vectors */
function requirePooled(at: ConfigValue): void {
  const pooled = oneOf(["sentence_embedding"]);
  field(at, "module_input_name", optional(pooled));
  field(at, "module_output_name", optional(pooled));
}

/** A class of PyTorch, as `torch.nn.modules.activation.Tanh`; the default is that of Sentence Transformers. */
function activation(at: ConfigValue): ActivationName {
  const type = optional(text)(at) ?? "torch.nn.Tanh";
  const name = type.slice(type.lastIndexOf(".") + 1);
  if (type.startsWith("torch.nn.") && Object.hasOwn(activations, name)) return name as ActivationName;
  throw configInvalid(at, `one of PyTorch's ${Object.keys(activations).join(", ")}, such as torch.nn.modules.activation.Tanh`);
}
