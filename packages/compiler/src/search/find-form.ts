import { join } from "node:path";
import { modelFiles, type Signal } from "@nestvec/core";
import { directory, loadModel, nodeRuntime } from "@nestvec/runtime-node";
import { newFolder, type NewFolder } from "../model/new-folder.ts";
import type { StagePlan } from "../model/plan-stages.ts";
import type { WeightsFile } from "../model/weights-file.ts";
import { calibrate } from "../quantize/input-facts.ts";
import { quantizeGroup, type QuantizedGroup } from "../quantize/quantized-group.ts";
import type { LinearGroup } from "../architecture/linear-groups.ts";
import { chooseForm, type ChosenForm, type QuantizedGroups, type SearchedProduct } from "./choose-form.ts";
import { calibrationPart, type Quantizing } from "./quantizing-options.ts";
import { nearnessOfForm, vectorsOf } from "./measure.ts";

/** How a model is quantized. */
export interface FindingOptions extends Quantizing {
  /** `model_type` of config.json. */
  readonly family: string;
  /** Makes the plan of a form; without one, that of float32. */
  plan(groups?: QuantizedGroups): StagePlan;
  /** Writes a model into a folder. What is there already is written over, and files of weights that the plan leaves out stay. */
  write(folder: NewFolder, plan: StagePlan): Promise<void>;
  /** A folder for what is written on the way, and removed again: the model in float32, and the form that is tried. */
  readonly work: string;
  /** Is given the folder of the model in float32, before any form is tried. */
  onFloat32(folder: string): Promise<void>;
  readonly tell: (part: string) => void;
  readonly signal: Signal | undefined;
}

/** Products of a layer, as they are looked for. */
export type LayerProducts = LinearGroup & SearchedProduct;

const searched = (group: LinearGroup): LayerProducts => ({
  ...group,
  inputs: group.linears[0]?.weight.dims[0] ?? 0,
  label: `the ${group.place} of layer ${group.layer}`,
});

/** Tokens of a calibration text that count. */
const mostTokens = 512;

/**
 * Looks for the form in which a model's products are computed in int8, by what the model in float32 gives for the calibration texts.
 * @throws NestvecError MODEL_NOT_QUANTIZABLE, ABORTED, and as `loadModel` and `Embedder.embed`
 */
export async function findForm(options: FindingOptions): Promise<ChosenForm<LayerProducts>> {
  const reference = await newFolder(join(options.work, "float32"), options.signal);
  const trial = await newFolder(join(options.work, "int8"), options.signal);
  try {
    return await formOf(options, reference, trial);
  } finally {
    await reference.abandon();
    await trial.abandon();
  }
}

async function formOf(
  { family, minCosine, texts, plan, write, onFloat32, tell, signal }: FindingOptions,
  reference: NewFolder,
  trial: NewFolder,
): Promise<ChosenForm<LayerProducts>> {
  const float = plan();
  tell("the model in float32");
  await write(reference, float);
  await onFloat32(reference.path);
  const expected = await vectorsOf(reference.path, texts, signal);
  const ids = await tokensOf(reference.path, texts, signal);
  for (const { watched } of float.stages) await reference.write(watched.name, [watched.make()]);
  const products = float.stages.flatMap(({ groups }) => groups.map(searched));
  const changed = changedWeights();
  return chooseForm({
    products,
    model: family,
    minCosine,
    async quantize(floatChannels) {
      const groups = new Map<string, QuantizedGroup>();
      let stage = 0;
      const files = modelFiles(directory(reference.path));
      const runtime = nodeRuntime({ prepackedCacheBytes: 0 });
      const stages = float.stages.map(({ watched, groups: own }) => ({ graph: watched.name, groups: own.map(({ name }) => name) }));
      for await (const facts of calibrate({ runtime, files, embed: float.embed.name, stages, texts: ids, signal })) {
        for (const group of float.stages[stage]?.groups ?? []) {
          const known = facts.get(group.name);
          if (known === undefined) continue;
          tell(`layer ${group.layer}, ${group.place}, ${floatChannels} float channels`);
          groups.set(group.name, await quantizeGroup(group, known, floatChannels));
        }
        stage += 1;
      }
      return groups;
    },
    async measure(groups, what, quick) {
      tell(what);
      const form = plan(groups);
      await write(trial, { ...form, weights: form.weights.filter(changed(form, groups)) });
      return nearnessOfForm({ texts, expected, signal, tell }, trial.path, what, quick);
    },
  });
}

/** Which files of weights differ from those of the form before: of a stage, those with another form of a product. The embeddings never do. */
function changedWeights(): (form: StagePlan, groups: QuantizedGroups) => (file: WeightsFile) => boolean {
  let before: ReadonlyMap<string, readonly (QuantizedGroup | undefined)[]> = new Map();
  return (form, groups) => {
    const [known, now] = [before, new Map(form.stages.map((stage) => [stage.weights, stage.groups.map(({ name }) => groups.get(name))]))];
    before = now;
    return ({ name }) => {
      const earlier = known.get(name);
      return known.size === 0 || (now.get(name)?.some((group, place) => group !== earlier?.[place]) ?? false);
    };
  };
}

/** The token ids of texts that are used for calibration. */
async function tokensOf(folder: string, texts: readonly string[], signal: Signal | undefined): Promise<readonly (readonly number[])[]> {
  await using embedder = await loadModel(folder, { isolation: "none", cacheBytes: 0, prepackedCacheBytes: 0, signal });
  const tokens = await embedder.tokenize(calibrationPart(texts), { truncate: "end", prompt: null });
  return tokens.map(({ ids }) => Array.from(ids).slice(0, mostTokens)).filter(({ length }) => length > 0);
}
