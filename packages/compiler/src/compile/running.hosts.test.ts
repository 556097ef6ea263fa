import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadModel, verifyModel } from "@nestvec/runtime-node";
import { describe, expect, test } from "vitest";
import { changeSafetensors, entryOf } from "../testing/safetensors.ts";
import { compileAlone, failure, temporaryFolder, tinySource } from "../testing/sources.ts";
import { compileModel } from "./compile-model.ts";

test("a compiled model has golden vectors, which are verified", async () => {
  const folder = await temporaryFolder();
  const out = join(folder, "out");
  const steps: string[] = [];
  const onProgress = ({ step, writtenBytes, totalBytes }: { step: string; writtenBytes: number; totalBytes: number }): void => {
    if (steps.at(-1) !== step) steps.push(step);
    expect(writtenBytes).toBeLessThan(totalBytes + 200_000);
  };
  const { verification } = await compileModel(await tinySource(join(folder, "source")), { out, onProgress });
  expect(verification).toBeUndefined();
  expect(steps).toEqual(["checking weights", "writing", "running", "writing"]);
  const verified = await verifyModel(out);
  expect(verified).toMatchObject({ isRight: true, hasGoldenVectors: true });
  expect(verified.parts.filter(({ what }) => what === "golden vectors")).toHaveLength(3);
});

/** Changes what config.json says. */
const configured = async (source: string, changes: object): Promise<void> => {
  const file = join(source, "config.json");
  await writeFile(file, JSON.stringify({ ...(JSON.parse(await readFile(file, "utf8")) as object), ...changes }));
};

describe("the published graphs of a model", () => {
  const contract = {
    version: 1,
    final_normalization: "final_norm",
    intermediate_normalization: "final_norm",
    pooling: "attention_mask_mean",
    pooling_accumulation_dtype: "float32",
    truncate_before_l2_normalize: true,
  };
  const rope = {
    full_attention: { rope_type: "default", rope_theta: 1.01 },
    sliding_attention: { rope_type: "default", rope_theta: 1.01 },
  };

  test("give the vectors of the compiled ones", async () => {
    const folder = await temporaryFolder();
    const source = await tinySource(join(folder, "source"), { hasGraphs: true });
    const { verification } = await compileAlone(source, { out: join(folder, "out"), verify: true });
    expect(verification?.map(({ layer }) => layer)).toEqual([2, 4, 6]);
    for (const { largestDifference, leastCosine } of verification ?? []) {
      // Each is within 2e-6 of the reference.
      expect(largestDifference).toBeLessThan(4e-6);
      expect(leastCosine).toBeGreaterThan(0.999_999);
    }
    await using published = await loadModel(source, { isolation: "none" });
    await using compiled = await loadModel(join(folder, "out"), { isolation: "none" });
    const spaces = (await published.info()).exits.map(({ space }) => space);
    expect(verification?.map(({ space }) => space)).toEqual(spaces);
    const { exits, notes } = await compiled.info();
    expect(exits.map(({ space }) => space)).toEqual(spaces);
    expect(notes).toEqual([expect.stringContaining("compared with the published graphs of layers 2, 4, 6.")]);
    await using other = await loadModel(join(folder, "out"), { isolation: "none", pooling: "max" });
    for (const { space } of (await other.info()).exits) expect(spaces).not.toContain(space);
  });

  test.each([
    ["float16", "float16", 1e-4],
    ["int8", "int8-weights", 0.05],
  ] as const)("are near those of weights in %s, which have a space beside theirs", async (weights, ending, most) => {
    const folder = await temporaryFolder();
    const source = await tinySource(join(folder, "source"), { hasGraphs: true });
    const { verification } = await compileAlone(source, { out: join(folder, "out"), verify: true, weights });
    await using published = await loadModel(source, { isolation: "none" });
    const spaces = (await published.info()).exits.map(({ space }) => `${space}/${ending}`);
    expect(verification?.map(({ space }) => space)).toEqual(spaces);
    await using compiled = await loadModel(join(folder, "out"), { isolation: "none" });
    expect((await compiled.info()).exits.map(({ space }) => space)).toEqual(spaces);
    for (const { largestDifference } of verification ?? []) {
      // More than other kernels make of the same weights, and what rounding makes of unit vectors of 64 numbers.
      expect(largestDifference).toBeGreaterThan(4e-6);
      expect(largestDifference).toBeLessThan(most);
    }
    await configured(source, { rope_parameters: rope });
    const error = await failure(compileAlone(source, { out: join(folder, "other"), verify: true, weights }));
    expect(error.message).toContain("the likely cause is the positions");
    expect((await readdir(folder)).toSorted()).toEqual(["out", "source"]);
  });

  test("may not be there", async () => {
    const folder = await temporaryFolder();
    const { verification } = await compileAlone(await tinySource(join(folder, "source")), { out: join(folder, "out"), verify: true });
    expect(verification).toBeNull();
  });

  test.each<[string, (source: string) => Promise<void>, string]>([
    ["another norm", (source) => configured(source, { representation_contract: contract }), "the likely cause is the final norm"],
    ["other positions", (source) => configured(source, { rope_parameters: rope }), "the likely cause is the positions"],
    [
      "other weights",
      (source) =>
        changeSafetensors(join(source, "model.safetensors"), (header, data) => {
          const [start, end] = entryOf(header, "embeddings.tok_embeddings.weight").data_offsets;
          for (let at = start; at < end; at += 8) data.writeFloatLE(-data.readFloatLE(at), at);
          return undefined;
        }),
      "exported from other weights",
    ],
  ])("refuse a model of %s, and name the likely cause", async (_what, change, cause) => {
    const folder = await temporaryFolder();
    const source = await tinySource(join(folder, "source"), { hasGraphs: true });
    await change(source);
    const error = await failure(compileAlone(source, { out: join(folder, "out"), verify: true }));
    expect(error.code).toBe("GRAPH_INVALID");
    expect(error.message).toContain(cause);
    expect(await readdir(folder)).toEqual(["source"]);
  });
});
