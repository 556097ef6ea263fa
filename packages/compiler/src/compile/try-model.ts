import type { Pooling, Signal, WeightType } from "@nestvec/core";
import { roundedSpace } from "@nestvec/core/compile";
import { comparePublished, type ComparedExit } from "../run/compare-published.ts";
import type { ExitDifference } from "../run/compare-vectors.ts";
import { goldenFile } from "../run/golden-file.ts";
import { modelVectors, publishedVectors } from "../run/model-vectors.ts";
import { storageLoss } from "../run/storage-loss.ts";

/** A compiled model that is run, and what it is compared with. */
export interface Tried {
  /** Its folder. */
  readonly folder: string;
  /** What its products are computed in. */
  readonly compute: "float32" | "int8";
  /** What its weights are stored in. */
  readonly storage: WeightType;
  /** Writes the same model with weights in float32, and says where; undefined where the model's own are just those. */
  readonly inFloat32: (() => Promise<string>) | undefined;
  /** The folder of the published model; undefined where it is not compared with that. */
  readonly published: string | undefined;
  /** What the caller said of the published model. */
  readonly pooling: Pooling | undefined;
  readonly signal: Signal | undefined;
  /** Is told what is run next. */
  tell(part: string): void;
}

/** What came of it. */
export interface TriedModel {
  /** The content of `golden.json`. */
  readonly golden: string;
  /** Undefined where weights are those of float32. */
  readonly loss: readonly ExitDifference[] | undefined;
  /** Undefined where there are no published graphs, or none were to be compared. */
  readonly verification: readonly ComparedExit[] | undefined;
}

/**
 * Runs a compiled model, and what it is compared with, one after the other.
 * @throws NestvecError GRAPH_INVALID where its vectors are others; and as `loadModel` and `Embedder.embed`
 */
export async function tryModel({ folder, compute, storage, inFloat32, published, pooling, signal, tell }: Tried): Promise<TriedModel> {
  tell("the compiled model");
  const stored = await modelVectors(folder, { signal });
  const golden = goldenFile(stored, compute);
  const trial = { as: stored, signal };
  if (inFloat32 !== undefined) tell("weights in float32");
  const float32 = inFloat32 === undefined ? stored : await modelVectors(await inFloat32(), { ...trial, prepackedCacheBytes: 0 });
  const loss = inFloat32 === undefined ? undefined : storageLoss(float32, stored, storage);
  if (published === undefined) return { golden, loss, verification: undefined };
  tell("published graphs");
  const expected = await publishedVectors(published, { ...trial, pooling });
  const spaceEnding = inFloat32 === undefined ? "" : roundedSpace(storage);
  return { golden, loss, verification: expected && comparePublished({ published: expected, float32, stored, spaceEnding }) };
}
