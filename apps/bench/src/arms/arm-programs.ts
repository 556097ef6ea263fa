import { builtFile } from "../children/built-file.ts";
import type { ChildProgram } from "../children/measured-child.ts";
import type { ArmTask, FittedFolder, NodeArm } from "./arm-protocol.ts";

/** Which arms there are besides ours and the plain one. */
export interface OtherArms {
  /** The folder that `installPeers` gave. */
  readonly peers?: string;
  /** A Python program. */
  readonly python?: string;
  /** A folder of transformers' with the same weights, as safetensors, for the arms over torch. */
  readonly pythonModel?: string;
}

/** An arm and the process that it is: or why it cannot be one. */
export type ArmProgram = { readonly name: string } & ({ readonly program: ChildProgram } | { readonly problem: string });

/** What all arms are told. `fitted` may be the reason why there is no such folder. */
export interface ArmCommon extends Pick<ArmTask, "model" | "layer" | "cut" | "threads"> {
  readonly fitted: FittedFolder | string | undefined;
}

/** All arms that are wanted, ours first. */
export function armPrograms({ fitted, ...common }: ArmCommon, { peers, python, pythonModel }: OtherArms): readonly ArmProgram[] {
  const node = (name: string, arm: NodeArm, more: Partial<ArmTask> = {}): ArmProgram => ({
    name,
    program: { file: builtFile("arm-child.js"), arguments: [JSON.stringify({ ...common, ...more, arm } satisfies ArmTask)] },
  });
  const inPython = (name: string, script: string, more: Partial<ArmTask>): ArmProgram => ({
    name,
    program: {
      command: python ?? "",
      arguments: [builtFile(`../python/${script}`), JSON.stringify({ ...common, arm: name, ...more } satisfies ArmTask)],
      environment: { ...pythonEnvironment, OMP_NUM_THREADS: String(common.threads) },
    },
  });
  const withFitted = (name: string, arm: (folder: FittedFolder) => ArmProgram): ArmProgram =>
    typeof fitted === "object" ? arm(fitted) : { name, problem: fitted ?? "no folder was made for it" };
  const overTorch = (name: string, script: string): ArmProgram =>
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
          withFitted("fastembed, Python", (folder) => inPython("fastembed, Python", "fastembed_arm.py", { fitted: folder })),
          overTorch("sentence-transformers", "sentence_transformers_arm.py"),
          overTorch("transformers, torch", "torch_arm.py"),
        ]),
  ];
}

/** No network, no GPU, and no files written beside the scripts. */
const pythonEnvironment = { HF_HUB_OFFLINE: "1", CUDA_VISIBLE_DEVICES: "", PYTHONDONTWRITEBYTECODE: "1", PYTHONUNBUFFERED: "1" };
