import { readFile, writeFile } from "node:fs/promises";
import { loadModel } from "@nestvec/runtime-node";
import type { Embedder } from "@nestvec/core";
import { afterAll, beforeAll } from "vitest";
import type { Cell } from "../columns/column-kinds.ts";
import { floatVectors } from "../columns/vector-column.ts";
import { openSource } from "../formats/open-source.ts";
import { rangesOf, type TableMetadata } from "../metadata/table-metadata.ts";

/** The bundled model, in this thread, for the tests of a file. */
export function bundledModel(): () => Embedder {
  let embedder: Embedder | undefined;
  beforeAll(async () => {
    embedder = await loadModel(undefined, { isolation: "none" });
  });
  afterAll(() => embedder?.dispose());
  return () => embedder!;
}

/** A table as it is read back: its rows by the names of their columns, and its vectors. */
export interface ReadTable {
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  /** Undefined for rows without one. Of bits the bytes. */
  readonly vectors: readonly (ArrayLike<number> | undefined)[];
  readonly metadata: TableMetadata | undefined;
}

/** Reads a table in Parquet or Arrow by this package's own readers. */
export async function readTable(file: string): Promise<ReadTable> {
  const source = await openSource({ path: file, format: undefined, field: undefined });
  const { columns, metadata } = source;
  const rows: Record<string, Cell>[] = [];
  const vectors: (ArrayLike<number> | undefined)[] = [];
  for await (const { rows: count, cells, vectors: stored } of source.read({ columns, vectors: true, from: 0 })) {
    const numbers =
      stored === undefined
        ? undefined
        : stored.type === "binary"
          ? stored
          : floatVectors(stored, metadata === undefined ? undefined : rangesOf(metadata));
    for (let row = 0; row < count; row++) {
      rows.push(Object.fromEntries(columns.map(({ name }, index) => [name, cells[index]?.[row]])));
      const width = stored?.width ?? 0;
      vectors.push(stored?.valid?.[row] === false ? undefined : numbers?.data.subarray(row * width, (row + 1) * width));
    }
  }
  return { rows, vectors, metadata };
}

/** Some titles with columns of several kinds, as JSON Lines. */
export async function writeTitles(file: string, count: number): Promise<readonly string[]> {
  const words = "snow in may a quiet week the house is red and dogs run fast over hills".split(" ");
  const titles = Array.from({ length: count }, (_, row) =>
    Array.from({ length: 1 + ((row * 7) % 23) }, (_word, place) => words[(row * 5 + place * 3) % words.length]).join(" "),
  );
  const lines = titles.map((title, row) =>
    JSON.stringify({ id: row, title, score: row % 3 === 0 ? null : row / 7, tags: row % 2 === 0 ? ["a", row] : "b", ok: row % 2 === 0 }),
  );
  await writeFile(file, `${lines.join("\n")}\n`);
  return titles;
}

/** The objects in a file of JSON Lines. */
export async function readLines(file: string): Promise<readonly Record<string, unknown>[]> {
  return (await readFile(file, "utf8"))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
