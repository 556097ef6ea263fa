import type { FileSource, Pooling, Signal } from "@nestvec/core";
import type { CopiedFile } from "@nestvec/core/compile";
import { descriptionFile, type DescriptionParts } from "../model/description-file.ts";
import { bytesOf } from "../model/plan-stages.ts";
import type { ChosenForm } from "../search/choose-form.ts";
import { findForm, type LayerProducts } from "../search/find-form.ts";
import type { Quantizing } from "../search/quantizing-options.ts";
import { weightStorage, type WeightStorage } from "../weights/weight-storage.ts";
import type { Tell } from "./compile-options.ts";
import type { SourceModel } from "./source-model.ts";
import { tryModel, type TriedModel } from "./try-model.ts";
import { writeModel } from "./write-model.ts";

/** What the form of a model is chosen by. */
export interface Int8Choice {
  readonly quantizing: Quantizing;
  readonly model: SourceModel;
  /** What `nestvec.json` says of every form. */
  readonly parts: Omit<DescriptionParts, "plan" | "weights" | "verification" | "quantization">;
  readonly source: FileSource;
  readonly copied: readonly CopiedFile[];
  /** How the tensors are stored that are not products in int8. */
  readonly storage: WeightStorage;
  /** A folder for what is written on the way. */
  readonly work: string;
  /** The folder of the published model; undefined where it is not compared with that. */
  readonly published: string | undefined;
  readonly pooling: Pooling | undefined;
  readonly tell: Tell;
  readonly signal: Signal | undefined;
}

/**
 * The form in which a model is computed in int8. Its vectors are near those of published graphs, but not the same, so the model in float32 is
 * compared with these.
 * @throws NestvecError as `findForm` and `tryModel`
 */
export async function chooseInt8({
  quantizing,
  model,
  parts,
  source,
  copied,
  storage,
  work,
  published,
  pooling,
  tell,
  signal,
}: Int8Choice): Promise<Pick<TriedModel, "verification"> & { readonly form: ChosenForm<LayerProducts> }> {
  const inFloat32 = model.plan(weightStorage("float32"));
  const float32Bytes = bytesOf(inFloat32);
  let verification: TriedModel["verification"];
  const form = await findForm({
    ...quantizing,
    family: model.family,
    plan: (groups) => (groups === undefined ? inFloat32 : model.plan(storage, groups)),
    write(to, plan) {
      const weights = { storage: "float32", bytes: bytesOf(plan), float32Bytes } as const;
      const describe = (): string => descriptionFile({ ...parts, plan, weights, verification: undefined });
      return writeModel({ plan, source, copied, describe }, async (path, content) => {
        await to.write(path, content);
      });
    },
    work,
    async onFloat32(folder) {
      if (published === undefined) return;
      const tried = { folder, compute: "float32", storage: "float32", inFloat32: undefined, published, pooling, signal } as const;
      ({ verification } = await tryModel({ ...tried, tell: (part) => tell("running", part) }));
    },
    tell: (part) => tell("quantizing", part),
    signal,
  });
  return { form, verification };
}
