import { builtFile } from "../children/built-file.ts";
import type { ChildProgram } from "../children/measured-child.ts";
import type { VariantTask, FittedFolder, NodeVariant } from "./variant-protocol.ts";

/** Which variants there are besides ours and the plain one. */
export interface OtherVariants {
  /** The folder that `installPeers` gave. */
  readonly peers?: string;
  /** A Python program. */
  readonly python?: string;
  /** A folder of transformers' with the same weights, as safetensors, for the variants over torch. */
  readonly pythonModel?: string;
}

/** A variant and the process that it is: or why it cannot be one. */
export type VariantProgram = { readonly name: string } & ({ readonly program: ChildProgram } | { readonly problem: string });

/** What all variants are told. `fitted` may be the reason why there is no such folder. */
export interface VariantCommon extends Pick<VariantTask, "model" | "layer" | "cut" | "threads"> {
  readonly fitted: FittedFolder | string | undefined;
}

/** All variants that are wanted, ours first. */
export function variantPrograms(
  { fitted, ...common }: VariantCommon,
  { peers, python, pythonModel }: OtherVariants,
): readonly VariantProgram[] {
  const node = (name: string, variant: NodeVariant, more: Partial<VariantTask> = {}): VariantProgram => ({
    name,
    program: { file: builtFile("variant-child.js"), arguments: [JSON.stringify({ ...common, ...more, variant } satisfies VariantTask)] },
  });
  const inPython = (name: string, script: string, more: Partial<VariantTask>): VariantProgram => ({
    name,
    program: {
      command: python ?? "",
      arguments: [builtFile(`../python/${script}`), JSON.stringify({ ...common, variant: name, ...more } satisfies VariantTask)],
      environment: { ...pythonEnvironment, OMP_NUM_THREADS: String(common.threads) },
    },
  });
  const withFitted = (name: string, variant: (folder: FittedFolder) => VariantProgram): VariantProgram =>
    typeof fitted === "object" ? variant(fitted) : { name, problem: fitted ?? "no folder was made for it" };
  const overTorch = (name: string, script: string): VariantProgram =>
    pythonModel === undefined
      ? { name, problem: "it needs the weights as safetensors: name their folder with --python-model" }
      : inPython(name, script, { model: pythonModel });

  return [
    node("nestvec", "nestvec"),
    node("the binding's way", "plain"),
    ...(peers === undefined
      ? []
      : [
          node("transformers.js", "transformers.js", { peers }),
          withFitted("fastembed-js", (folder) => node("fastembed-js", "fastembed-js", { peers, fitted: folder })),
        ]),
    ...(python === undefined
      ? []
      : [
          withFitted("fastembed, Python", (folder) => inPython("fastembed, Python", "fastembed_variant.py", { fitted: folder })),
          overTorch("sentence-transformers", "sentence_transformers_variant.py"),
          overTorch("transformers, torch", "torch_variant.py"),
        ]),
  ];
}

/** No network, no GPU, and no files written beside the scripts. */
const pythonEnvironment = { HF_HUB_OFFLINE: "1", CUDA_VISIBLE_DEVICES: "", PYTHONDONTWRITEBYTECODE: "1", PYTHONUNBUFFERED: "1" };
