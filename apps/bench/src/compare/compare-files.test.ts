import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NestvecError } from "@nestvec/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { BenchResults } from "../results/bench-results.ts";
import { sampleResults } from "../testing/sample-results.ts";
import { compareFiles } from "./compare-files.ts";
import { readResults } from "./read-results.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nestvec-compare-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(name: string, content: unknown): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const refusal = async (file: string): Promise<string> => {
  const error = await readResults(file).catch((caught: unknown) => caught);
  return NestvecError.is(error) ? `${error.code} ${error.message.replaceAll(folder, "")}` : String(error);
};

test("what was written is read, keys of a later version left out", async () => {
  const results = sampleResults();
  expect(await readResults(await written("good.json", { ...results, weather: "fine" }))).toEqual(results);
});

test("a file that holds no results is refused with what would be right", async () => {
  const { latency: _, ...model } = sampleResults().models[0]!;
  expect(await refusal(join(folder, "none.json"))).toMatch(/^FILE_NOT_READABLE The file "\/none\.json" cannot be read: ENOENT/);
  expect(await refusal(await written("text.json", "hello"))).toMatch(/^FILE_NOT_READABLE .*: it is not JSON: /);
  expect(await refusal(await written("other.json", { a: 1 }))).toBe(
    `CONFIG_INVALID /other.json: "format" is missing; it must be "nestvec-bench/1", as in the JSON files that "nestvec bench --json" writes.`,
  );
  expect(await refusal(await written("newer.json", { format: "nestvec-bench/12" }))).toBe(
    `CONFIG_INVALID /newer.json: "format" is "nestvec-bench/12"; it must be "nestvec-bench/1": a newer version of the bench wrote this file, so update @nestvec/bench.`,
  );
  expect(await refusal(await written("part.json", { ...sampleResults(), models: [model] }))).toMatch(
    /^CONFIG_INVALID \/part\.json: "models\.0\.latency" is missing; it must be what "nestvec bench" writes there \(.+\)\.$/,
  );
  expect(await refusal(await written("null.json", "null"))).toMatch(/"format" is missing/);
});

test("a limit decides whether slower is a failure", async () => {
  const before = sampleResults();
  const slow: BenchResults = {
    ...before,
    models: before.models.map((model) => ({
      ...model,
      latency: model.latency.map((row, place) =>
        place > 0 ? row : { ...row, milliseconds: { ...row.milliseconds, median: row.milliseconds.median * 1.3 } },
      ),
    })),
  };
  const files = [await written("before.json", before), await written("slow.json", slow)] as const;
  expect((await compareFiles(...files)).hasFailed).toBe(false);
  const failed = await compareFiles(...files, { failOver: 20 });
  expect(failed.hasFailed).toBe(true);
  expect(failed.text).toContain("# More than 20 % slower\n\n- nestvec-mini, exit 2, 16 tokens, cpu: 30.0 % slower\n");
  const passed = await compareFiles(...files, { failOver: 40 });
  expect(passed.hasFailed).toBe(false);
  expect(passed.text).toMatch(/\nNo latency is more than 40 % slower beyond the spread\.\n$/);
});
