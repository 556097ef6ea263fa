import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadModel, modelFolder } from "@nestvec/runtime-node";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { QualityMeasure } from "../../results/quality.ts";
import { writeQualityTable } from "./write-quality-table.ts";

const bundled = await modelFolder("nestvec-mini");

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nestvec-"));
  await cp(bundled, folder, { recursive: true, filter: (path) => !path.endsWith("quality.json") });
});
afterEach(async () => {
  await chmod(folder, 0o755);
  await rm(folder, { recursive: true });
});

const cut = { stored: "float32", storedBytes: 0 } as const;
const measures: readonly QualityMeasure[] = [
  {
    name: "pairs_spearman",
    what: "Pairs of our own.",
    cells: [
      { ...cut, queryLayer: 2, storedLayer: 2, dimension: 384, quality: 70 },
      { ...cut, queryLayer: 3, storedLayer: 3, dimension: 384, quality: 81.5 },
      { ...cut, queryLayer: 3, storedLayer: 3, dimension: 64, quality: 80.4 },
      { ...cut, queryLayer: 6, storedLayer: 6, dimension: 384, quality: 90 },
      { ...cut, stored: "int8", queryLayer: 2, storedLayer: 2, dimension: 384, quality: 95 },
    ],
  },
  {
    name: "pairs_spearman_between_exits",
    what: "The same.",
    cells: [{ ...cut, queryLayer: 2, storedLayer: 6, dimension: 64, quality: 60 }],
  },
];

const written = async (path: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;

test("plans go by what was written beside a model that had no table", async () => {
  await using embedder = await loadModel(folder, { isolation: "none" });
  await expect(embedder.plan({ minQuality: 80 })).rejects.toMatchObject({ code: "QUALITY_TABLE_MISSING" });
  expect(await writeQualityTable((await embedder.info()).source, measures)).toBe(join(folder, "quality.json"));
  expect(await embedder.plan({ minQuality: 80 })).toMatchObject({ table: "pairs_spearman", layer: 3, dimension: 64, quality: 80.4 });
  expect(await embedder.plan({ minQuality: 81 })).toMatchObject({ layer: 3, dimension: 384 });
  await expect(embedder.plan({ minQuality: 91 })).rejects.toMatchObject({ code: "PLAN_IMPOSSIBLE" });
});

test("a table that was there stays, and stays the first", async () => {
  await cp(join(bundled, "quality.json"), join(folder, "quality.json"));
  const old = await written(join(folder, "quality.json"));
  await writeQualityTable(folder, measures);
  const { what, ...tables } = await written(join(folder, "quality.json"));
  const { what: oldWhat, ...oldTables } = old;
  expect(Object.keys(tables)).toEqual([...Object.keys(oldTables), "pairs_spearman", "pairs_spearman_between_exits"]);
  expect(tables).toMatchObject(oldTables);
  expect(what).toBe(`${String(oldWhat)}; pairs_spearman: Pairs of our own; pairs_spearman_between_exits: The same`);
  await using embedder = await loadModel(folder, { isolation: "none" });
  expect((await embedder.plan()).table).toBe("stsb_test_spearman");
  expect((await embedder.plan({ table: "pairs_spearman" })).quality).toBe(90);
});

test("where the table lies in onnx/, it is written there, with the rights that it has", async () => {
  const path = join(folder, "onnx", "quality.json");
  await cp(join(bundled, "quality.json"), path);
  await chmod(path, 0o600);
  expect(await writeQualityTable(folder, measures)).toBe(path);
  expect(Object.keys(await written(path))).toContain("pairs_spearman");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("a link to a file of a download cache is replaced, and the file stays as it is", async () => {
  const blob = join(folder, "blob");
  const path = join(folder, "quality.json");
  await writeFile(blob, '{"t": {"2": {"64": 1}}}');
  await symlink(blob, path);
  await writeQualityTable(folder, measures);
  expect((await lstat(path)).isSymbolicLink()).toBe(false);
  expect(Object.keys(await written(path))).toEqual(["what", "t", "pairs_spearman", "pairs_spearman_between_exits"]);
  expect(await readFile(blob, "utf8")).toBe('{"t": {"2": {"64": 1}}}');
});

test("a damaged table is refused, and nothing is written", async () => {
  const path = join(folder, "quality.json");
  await writeFile(path, '{"t": {"2": ');
  await expect(writeQualityTable(folder, measures)).rejects.toMatchObject({ code: "CONFIG_INVALID", details: { file: path } });
  expect(await readFile(path, "utf8")).toBe('{"t": {"2": ');
});

test("where it cannot be written, an error says so and nothing is left beside", async () => {
  const path = join(folder, "quality.json");
  await mkdir(join(path, "something"), { recursive: true });
  const before = (await readdir(folder)).toSorted();
  await expect(writeQualityTable(folder, measures)).rejects.toMatchObject({
    code: "FILE_NOT_WRITABLE",
    details: { file: path, problem: "illegal operation on a directory" },
  });
  expect((await readdir(folder)).toSorted()).toEqual(before);
});

test.skipIf(process.getuid?.() === 0)(
  "in a folder that may only be read, the old table stays (skipped for root, whom nothing keeps from writing)",
  async () => {
    const path = join(folder, "quality.json");
    await cp(join(bundled, "quality.json"), path);
    const before = await readFile(path, "utf8");
    await chmod(folder, 0o555);
    await expect(writeQualityTable(folder, measures)).rejects.toMatchObject({
      code: "FILE_NOT_WRITABLE",
      details: { file: path, problem: "permission denied" },
    });
    expect(await readFile(path, "utf8")).toBe(before);
  },
);

test("no measures, and measures of some queries only, are not written", async () => {
  const path = join(folder, "quality.json");
  const refused = { code: "ARGUMENT_INVALID", details: { argument: "measures" } };
  await expect(writeQualityTable(folder, [])).rejects.toMatchObject(refused);
  await expect(writeQualityTable(folder, [{ ...measures[0]!, sampled: true }])).rejects.toMatchObject(refused);
  await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
});

test("a folder without a model is refused", async () => {
  await rm(join(folder, "onnx"), { recursive: true });
  await expect(writeQualityTable(folder, measures)).rejects.toMatchObject({ code: "MODEL_NOT_FOUND" });
});
