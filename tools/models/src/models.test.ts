import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { pageWithMatrix } from "./matrix-page.ts";
import { leastCosine, type RowResult } from "./measure-row.ts";
import { measureRows } from "./measure-rows.ts";
import { readRows } from "./row.ts";

const made = fileURLToPath(new URL("../made", import.meta.url));
const rows = readRows(made);

describe("published models in miniature", () => {
  let results: readonly RowResult[] = [];
  beforeAll(async () => void (results = await measureRows(made)));

  test("are those of at least 40 repositories of 20 families", () => {
    expect(new Set(rows.map(({ repository }) => repository)).size).toBeGreaterThanOrEqual(40);
    expect(new Set(rows.map(({ family }) => family)).size).toBeGreaterThanOrEqual(20);
  });

  test.each(rows.map(({ id, refused }) => ({ id, refused })))("$id", ({ id, refused }) => {
    const result = results.find(({ row }) => row.id === id);
    if (refused !== "") {
      expect(result?.refused?.code, result?.refused?.message).toBe(refused);
      return;
    }
    expect(result?.refused).toBeUndefined();
    expect(result?.differences).toEqual([]);
    expect(result?.cosine).toBeGreaterThanOrEqual(leastCosine);
  });

  test("are all in the table of docs/models.md, which is made of these results: node tools/models-matrix.mjs --write", () => {
    const page = readFileSync(new URL("../../../docs/models.md", import.meta.url), "utf8");
    expect(page).toBe(pageWithMatrix(page, results));
  });
});
