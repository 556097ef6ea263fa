import type { FileSource } from "@nestvec/core";
import { compiledModelPath, type CopiedFile } from "@nestvec/core/compile";
import { fileParts } from "../model/copied-file.ts";
import type { StagePlan } from "../model/plan-stages.ts";

/** Writes one file of a model. `weights`: the files that it reads, where it is a graph. */
export type WriteFile = (
  path: string,
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  weights?: readonly string[],
) => Promise<void>;

/** A model that is to be written. */
export interface PlannedModel {
  readonly plan: StagePlan;
  readonly source: FileSource;
  readonly copied: readonly CopiedFile[];
  /** The content of `nestvec.json`. Asked for when the weights are written. */
  describe(): string;
}

/** Writes all that a compiled model needs to be opened. */
export async function writeModel({ plan, source, copied, describe }: PlannedModel, write: WriteFile): Promise<void> {
  for (const { name, content } of plan.weights) await write(name, content());
  for (const { name, weights, make } of [plan.embed, ...plan.stages.flatMap(({ graphs }) => graphs)]) await write(name, [make()], weights);
  for (const { from, to } of copied) await write(to, fileParts(source, from));
  await write(compiledModelPath, [Buffer.from(describe())]);
}
