import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { weightTypes } from "@nestvec/core/compile";
import { directory } from "@nestvec/runtime-node";
import { expect, test } from "vitest";
import type { StagePlan } from "../model/plan-stages.ts";
import { encoderGolden, encoderNames, encoderSource } from "../testing/encoder-fixtures.ts";
import { temporaryFolder, tinySource } from "../testing/sources.ts";
import { weightStorage } from "../weights/weight-storage.ts";
import { readSourceModel, type SourceModel } from "./source-model.ts";

/** Where tools/fixtures/check-compiled-graphs.py has them written. */
const writtenTo = process.env["COMPILED_GRAPHS_FOLDER"];

const checked = JSON.parse(await readFile(new URL("../../fixtures/checked-graphs.json", import.meta.url), "utf8")) as {
  readonly graphs: Readonly<Record<string, string>>;
};

/** A model with all ways of pooling that its family is compiled with, and with several exits. */
async function sourceModel(name: string, folder: string): Promise<SourceModel> {
  if (name === "tiny-modernbert") return readSourceModel(directory(await tinySource(folder)), {});
  const { pooling } = await encoderGolden(name);
  return readSourceModel(directory(await encoderSource(name, folder)), { layers: [1, 3], pooling: pooling ?? undefined });
}

const graphsOf = ({ embed, stages }: StagePlan): readonly StagePlan["embed"][] => [embed, ...stages.flatMap(({ graphs }) => graphs)];

test.each(["tiny-modernbert", ...encoderNames])("the graphs of %s are those that passed ONNX's checker", async (name) => {
  const model = await sourceModel(name, join(await temporaryFolder(), "source"));
  for (const type of weightTypes) {
    const plan = model.plan(weightStorage(type));
    for (const graph of graphsOf(plan)) {
      const key = `${name}/${type}/${graph.name}`;
      const bytes = graph.make();
      if (writtenTo === undefined)
        // Another graph than was checked: run tools/fixtures/check-compiled-graphs.py again.
        expect([key, createHash("sha256").update(bytes).digest("hex")]).toEqual([key, checked.graphs[key]]);
      else await write(join(writtenTo, name, type), graph.name, [bytes]);
    }
    if (writtenTo !== undefined) for (const file of plan.weights) await write(join(writtenTo, name, type), file.name, file.content());
  }
});

async function write(folder: string, name: string, parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
  await mkdir(folder, { recursive: true });
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  await writeFile(join(folder, name), Buffer.concat(all));
}
