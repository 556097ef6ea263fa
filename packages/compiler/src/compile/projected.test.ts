import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { directory, loadModel } from "@nestvec/runtime-node";
import { describe, expect, test } from "vitest";
import { encoderSource } from "../testing/encoder-fixtures.ts";
import { changeSafetensors } from "../testing/safetensors.ts";
import { compileAlone, largestDifference, temporaryFolder } from "../testing/sources.ts";
import { openStages, someIds, unit } from "../testing/stages.ts";
import { openTensors } from "../weights/source-tensors.ts";

type Settings = Readonly<Record<string, unknown>>;

/** The encoder with two Dense modules, of which the first is changed. */
async function source(changes: Settings): Promise<string> {
  const folder = await encoderSource("gemma3-dense", join(await temporaryFolder(), "source"));
  const file = join(folder, "2_Dense/config.json");
  await writeFile(file, JSON.stringify({ ...(JSON.parse(await readFile(file, "utf8")) as object), ...changes }));
  if (changes["bias"] === true)
    await changeSafetensors(join(folder, "2_Dense/model.safetensors"), (header, data) => {
      header["linear.bias"] = { dtype: "F32", shape: [48], data_offsets: [data.length, data.length + 4 * 48] };
      return Buffer.concat([data, new Uint8Array(Float32Array.from({ length: 48 }, (_, index) => Math.sin(index)).buffer)]);
    });
  return folder;
}

/** What the modules make of a pooled vector, in float64: `activate` is the first one's. */
async function projected(folder: string, pooled: readonly number[], activate: (number: number) => number): Promise<Float32Array> {
  let vector = pooled;
  for (const [module, rows] of [
    ["2_Dense/", 48],
    ["3_Dense/", 24],
  ] as const) {
    const tensors = await openTensors(directory(folder), module);
    const matrix = (await tensors.find("linear.weight")?.read(0, rows * vector.length)) ?? expect.unreachable();
    const bias = await tensors.find("linear.bias")?.read(0, rows);
    const from = vector;
    vector = Array.from({ length: rows }, (_, row) => {
      const sum = from.reduce(
        (product, number, column) => product + number * (matrix[row * from.length + column] ?? Number.NaN),
        bias?.[row] ?? 0,
      );
      return module === "2_Dense/" ? activate(sum) : sum;
    });
  }
  return unit(Float32Array.from(vector));
}

const means = (columns: readonly (readonly number[])[]): readonly number[] =>
  columns.map((column) => column.reduce((sum, number) => sum + number, 0) / column.length);
const largest = (columns: readonly (readonly number[])[]): readonly number[] => columns.map((column) => Math.max(...column));

describe("modules after the pooling are applied once", () => {
  test.each<[string, Settings, (number: number) => number, boolean]>([
    ["in the graph", {}, (number) => number, true],
    [
      "in the graph, with a bias and an activation",
      { bias: true, activation_function: "torch.nn.modules.activation.Tanh" },
      Math.tanh,
      true,
    ],
    ["by the engine", { activation_function: "torch.nn.modules.activation.ReLU" }, (number) => Math.max(0, number), false],
  ])("%s", async (_where, changes, activate, isInGraph) => {
    const folder = await source(changes);
    const out = join(folder, "../out");
    await compileAlone(folder, { out });
    const names = (await openStages(out)).outputs();
    expect(names.has("projected")).toBe(isInGraph);
    expect(names.has("pooled")).toBe(!isInGraph);
    for (const [pooling, pool] of [
      ["mean", means],
      ["max", largest],
    ] as const) {
      await using embedder = await loadModel(out, { isolation: "none", cacheBytes: 0, ...(pooling === "mean" ? {} : { pooling }) });
      const ids = [someIds(30), someIds(600)];
      const { vectors } = await embedder.embed(ids);
      const { tokenVectors } = await embedder.embedTokens(ids);
      for (const [index, tokens] of tokenVectors.entries()) {
        const columns = Array.from({ length: 32 }, (_, column) => Array.from(tokens).filter((_number, place) => place % 32 === column));
        // Sums in float32, of numbers up to 10.
        expect(largestDifference(vectors[index] ?? [], await projected(folder, pool(columns), activate))).toBeLessThan(2e-6);
      }
    }
  });
});
