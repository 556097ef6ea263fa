import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadModel } from "@nestvec/runtime-node";
import { expect, test } from "vitest";
import { encoderGolden, encoderSource } from "../testing/encoder-fixtures.ts";
import { halveSafetensors } from "../testing/safetensors.ts";
import { compileAlone, failure, largestDifference, temporaryFolder, tinySource } from "../testing/sources.ts";
import { someIds } from "../testing/stages.ts";

const table = JSON.stringify({ pairs: { 2: { 32: 70 } } });
const here = { isolation: "none", cacheBytes: 0, schedule: { maxWaste: 1, paddedTokens: 20_000 } } as const;

// What the rounding of weights makes of unit vectors of 32 numbers: 2^-12 of each weight in float16, 1/254 of the largest in int8, several layers after another.
test.each([
  ["float16", "float16", 0.5, 1e-4],
  ["int8", "int8-weights", 0.3, 0.03],
] as const)(
  "weights in %s take less room, and give vectors near those of float32, in a space of their own",
  async (weights, ending, share, most) => {
    const folder = await temporaryFolder();
    const source = await encoderSource("bert", join(folder, "source"));
    await writeFile(join(source, "quality.json"), table);
    const options = { layers: [2, 3], pooling: "mean" } as const;
    await compileAlone(source, { ...options, out: join(folder, "float32") });
    const { weights: stored } = await compileAlone(source, { ...options, out: join(folder, "out"), weights });
    expect(stored).toMatchObject({ storage: weights, loss: [{ layer: 2 }, { layer: 3 }] });
    const description: unknown = JSON.parse(await readFile(join(folder, "out/nestvec.json"), "utf8"));
    const loss = stored.loss?.map((exit) => ({
      layer: exit.layer,
      largest_difference: exit.largestDifference,
      least_cosine: exit.leastCosine,
    }));
    expect(description).toMatchObject({ weights: { storage: weights, bytes: stored.bytes, float32_bytes: stored.float32Bytes, loss } });
    // Norms, biases and scales stay float32, and are much of so small a model.
    expect(stored.bytes / stored.float32Bytes).toBeLessThan(share);

    await using exact = await loadModel(join(folder, "float32"), here);
    await using rounded = await loadModel(join(folder, "out"), here);
    const { identity, exits, notes, quality } = await rounded.info();
    const info = await exact.info();
    // What was measured of other vectors is not said of these.
    expect([info.quality.tables.length, quality.tables.length]).toEqual([1, 0]);
    expect(identity).toBe(`${info.identity}/${ending}`);
    expect(exits.map(({ space }) => space)).toEqual(info.exits.map(({ space }) => `${space}/${ending}`));
    expect(notes[1]).toContain(`Its weights are stored as ${weights}, `);
    const cases = (await encoderGolden("bert")).cases.map(({ ids }) => ids);
    for (const layer of [2, 3]) {
      const expected = await exact.embed(cases, { layer });
      const found = await rounded.embed(cases, { layer });
      const difference = largestDifference(found.data, expected.data);
      expect(difference).toBeGreaterThan(0);
      expect(difference).toBeLessThan(most);
      // Alone and padded, as every model.
      for (const [index, ids] of cases.entries())
        expect(largestDifference((await rounded.embed([ids], { layer })).data, found.vectors[index] ?? [])).toBeLessThan(1e-6);
      expect((await failure(rounded.search([5, 6, 7], expected, { layer }))).code).toBe("SPACE_MISMATCH");
    }
  },
);

test("weights in float16 of a model that was published in float16 keep every number, and its space", async () => {
  const folder = await temporaryFolder();
  const source = await tinySource(join(folder, "source"));
  await halveSafetensors(join(source, "model.safetensors"));
  await writeFile(join(source, "quality.json"), table);
  await compileAlone(source, { out: join(folder, "float32") });
  const { weights } = await compileAlone(source, { out: join(folder, "out"), weights: "float16" });
  expect(weights).toMatchObject({ storage: "float16", loss: null });
  await using exact = await loadModel(join(folder, "float32"), here);
  await using halved = await loadModel(join(folder, "out"), here);
  const info = await halved.info();
  expect(info.exits).toEqual((await exact.info()).exits);
  expect(info.quality.tables).toMatchObject([{ name: "pairs" }]);
  expect(info.notes[1]).toMatch(/^Its weights are stored as float16, 1 MB in place of \d, which keeps every number of them\.$/);
  for (const length of [1, 40, 600]) {
    const ids = [someIds(length)];
    expect(largestDifference((await halved.embed(ids)).data, (await exact.embed(ids)).data)).toBe(0);
  }
});

test("another storage is refused, and names those that there are", async () => {
  const folder = await temporaryFolder();
  const { message } = await failure(compileAlone(folder, { out: join(folder, "out"), weights: "bfloat16" as "float16" }));
  expect(message).toBe(`"weights" is the text "bfloat16"; it must be "float32", "float16" or "int8".`);
});
