import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { narrowTable } from "../narrow/narrow-table.ts";
import { freshFolder } from "../testing/fresh-folder.ts";
import { bundledModel, readLines, readTable, writeTitles } from "../testing/tables.ts";
import { bulkEmbed } from "./bulk-embed.ts";

const folder = freshFolder();
const model = bundledModel();
const cut = { layer: 2, dimension: 64, field: "title", windowRows: 32 } as const;

// A text's vector in another batch is up to 1e-6 off (docs/engine.md); float16 has 11 bits of a number below 1.
const tolerances = { float32: 1e-6, float16: 2 ** -11 } as const;

test.each(["parquet", "arrow"] as const)(
  "%s keeps the other columns and has each row's vector, through all formats and back",
  async (format) => {
    const titles = await writeTitles(folder.path("titles.jsonl"), 50);
    const expected = await model().embed(titles, { layer: 2, dimension: 64 });
    const first = folder.path(`first.${format}`);
    const { writtenRows, rows, broken, paddedTokens, tokens } = await bulkEmbed(model(), {
      ...cut,
      inputs: [folder.path("titles.jsonl")],
      out: first,
    });
    expect({ writtenRows, rows, broken }).toEqual({ writtenRows: 50, rows: 50, broken: 0 });
    expect(tokens).toBe(expected.tokens.reduce((sum, count) => sum + count, 0));
    expect(paddedTokens).toBeGreaterThanOrEqual(tokens);
    expect(await readdir(folder.path())).toEqual([`first.${format}`, "titles.jsonl"].toSorted());

    // The table is the input of the next job: texts are embedded again, and its old vectors are not among the columns.
    for (const type of ["float32", "float16"] as const) {
      const again = folder.path(`again-${type}.arrow`);
      await bulkEmbed(model(), { ...cut, field: undefined, type, inputs: [first], out: again });
      const table = await readTable(again);
      expect(table.metadata).toMatchObject({
        space: expected.space,
        layer: 2,
        dimension: 64,
        type,
        role: "document",
        field: "title",
        column: "embedding",
      });
      expect(table.rows[4]).toEqual({ id: 4n, title: titles[4], score: 4 / 7, tags: '["a",4]', ok: true });
      expect(table.rows[3]).toEqual({ id: 3n, title: titles[3], score: null, tags: '"b"', ok: false });
      for (const [row, vector] of table.vectors.entries())
        expect(farthest(vector!, expected.vectors[row]!)).toBeLessThanOrEqual(tolerances[type]);
    }
  },
);

const farthest = (left: ArrayLike<number>, right: ArrayLike<number>): number =>
  left.length === right.length ? Math.max(...Array.from(left, (number, place) => Math.abs(number - right[place]!))) : Infinity;

test.each(["parquet", "arrow", "jsonl", "npy"] as const)("%s holds the vectors of every type", async (format) => {
  const titles = await writeTitles(folder.path("titles.jsonl"), 40);
  const expected = await model().embed(titles, { layer: 2, dimension: 64 });
  for (const type of ["int8", "uint8", "binary"] as const) {
    const out = folder.path(`${type}.${format}`);
    const { metadata } = await bulkEmbed(model(), {
      ...cut,
      columns: ["id"],
      windowRows: 64,
      type,
      inputs: [folder.path("titles.jsonl")],
      out,
    });
    const vectors =
      format === "jsonl"
        ? (await readLines(out)).map(({ embedding }) => embedding as number[])
        : format === "npy"
          ? npyRows(await readFile(out), type, type === "binary" ? 8 : 64)
          : (await readTable(out)).vectors;
    expect(vectors).toHaveLength(40);
    for (const [row, vector] of vectors.entries()) {
      const exact = Array.from(expected.vectors[row]!);
      if (type === "binary") {
        const bits = exact.map((number, place) => (number > 0 ? 1 : 0) === ((vector![place >> 3]! >> (7 - (place & 7))) & 1));
        expect(bits.filter((same) => !same).length).toBeLessThanOrEqual(1);
      } else {
        const { min, max } = metadata.ranges!;
        const numbers =
          format === "jsonl" || format === "npy"
            ? Array.from(vector!, (code, d) => min[d]! + ((code + (type === "int8" ? 128 : 0)) * (max[d]! - min[d]!)) / 255)
            : vector!;
        // Half a step of each dimension's range, and what the batch changes.
        exact.forEach((number, d) => expect(Math.abs(numbers[d]! - number)).toBeLessThanOrEqual((max[d]! - min[d]!) / 510 + 1e-6));
      }
    }
  }
});

function npyRows(bytes: Buffer, type: string, width: number): ArrayLike<number>[] {
  expect(bytes.toString("latin1", 10, 128)).toContain(
    `'descr': '${type === "int8" ? "|i1" : "|u1"}', 'fortran_order': False, 'shape': (40, ${width})`,
  );
  const data = bytes.subarray(128);
  const numbers = type === "int8" ? new Int8Array(data.buffer, data.byteOffset, data.length) : data;
  return Array.from({ length: 40 }, (_, row) => numbers.subarray(row * width, (row + 1) * width));
}

test("CSV, TSV, lines and patterns are one table, in the order given", async () => {
  await writeFile(folder.path("b.csv"), 'id,text\n1,"one, two"\n2,three\n');
  await writeFile(folder.path("a.csv"), "id,text\n3,four\n");
  await writeFile(folder.path("c.tsv"), "text\tid\nfive\t4\n");
  await writeFile(folder.path("d.txt"), "six\n");
  const inputs = [folder.path("*.csv"), folder.path("d.txt"), folder.path("c.tsv")];
  await bulkEmbed(model(), { layer: 2, dimension: 32, inputs, out: folder.path("all.parquet") });
  const { rows } = await readTable(folder.path("all.parquet"));
  expect(rows).toEqual([
    { id: "3", text: "four" },
    { id: "1", text: "one, two" },
    { id: "2", text: "three" },
    { id: null, text: "six" },
    { id: "4", text: "five" },
  ]);
});

test("a job that is stopped is continued, and gives the same bytes", async () => {
  await writeTitles(folder.path("titles.jsonl"), 40);
  const options = { ...cut, windowRows: 8, inputs: [folder.path("titles.jsonl")] };
  for (const format of ["parquet", "arrow", "jsonl", "npy"]) {
    const whole = folder.path(`whole.${format}`);
    const resumed = folder.path(`resumed.${format}`);
    await bulkEmbed(model(), { ...options, out: whole });
    for (const stop of [8, 24]) {
      const controller = new AbortController();
      const onProgress = ({ rows }: { readonly rows: number }): void => (rows >= stop ? controller.abort() : undefined);
      await expect(bulkEmbed(model(), { ...options, out: resumed, signal: controller.signal, onProgress })).rejects.toMatchObject({
        code: "ABORTED",
      });
      await expect(stat(resumed)).rejects.toThrow();
    }
    const { resumedRows } = await bulkEmbed(model(), { ...options, out: resumed });
    expect(resumedRows).toBeGreaterThanOrEqual(24);
    expect(await readFile(resumed)).toEqual(await readFile(whole));
    expect(await bulkEmbed(model(), { ...options, out: resumed })).toMatchObject({ wasDone: true });
  }
});

test("a job of other options, inputs or vectors is refused, with what differs, and restart begins anew", async () => {
  await writeTitles(folder.path("titles.jsonl"), 70);
  const out = folder.path("titles.parquet");
  const options = { ...cut, inputs: [folder.path("titles.jsonl")], out };
  const controller = new AbortController();
  const onProgress = ({ rows }: { readonly rows: number }): void => (rows > 0 ? controller.abort() : undefined);
  await expect(bulkEmbed(model(), { ...options, signal: controller.signal, onProgress })).rejects.toMatchObject({ code: "ABORTED" });
  await expect(bulkEmbed(model(), { ...options, dimension: 32 })).rejects.toThrow(/another job has made parts: .*dimension 64, now 32/);
  await expect(bulkEmbed(model(), { ...options, windowRows: 16 })).rejects.toThrow("windowRows 32, now 16");
  await writeTitles(folder.path("other.jsonl"), 71);
  await expect(bulkEmbed(model(), { ...options, inputs: [folder.path("other.jsonl")] })).rejects.toThrow(/inputs .*rows 70, now 71/);
  await bulkEmbed(model(), { ...options, dimension: 32, restart: true });
  await expect(bulkEmbed(model(), options)).rejects.toMatchObject({ code: "FILE_NOT_WRITABLE" });
  expect((await readTable(out)).metadata).toMatchObject({ dimension: 32 });
});

test("broken rows stop the job, are left out, or have no vector, and are listed", async () => {
  const file = folder.path("broken.jsonl");
  await writeFile(
    file,
    '{"id":1,"text":"one"}\nnonsense\n{"id":3}\n{"id":4,"text":"four"}\n{"id":9007199254740993,"text":"x"}\n{"id":6,"text":"a much longer text than the others"}\n',
  );
  const options = { layer: 2, dimension: 32, inputs: [file], truncate: "none", maxTokens: 6 } as const;
  await expect(bulkEmbed(model(), { ...options, out: folder.path("stop.parquet") })).rejects.toThrow(/line 2: found no JSON/);
  for (const format of ["parquet", "arrow", "jsonl"]) {
    const skipped = folder.path(`skip.${format}`);
    expect(await bulkEmbed(model(), { ...options, onError: "skip", out: skipped })).toMatchObject({
      writtenRows: 2,
      broken: 4,
      brokenRows: `${skipped}.errors.jsonl`,
    });
    const listed = await readLines(`${skipped}.errors.jsonl`);
    expect(listed.map(({ row, line }) => [row, line])).toEqual([
      [1, 2],
      [2, 3],
      [4, 5],
      [5, 6],
    ]);
    expect(listed[3]!["problem"]).toContain("the limit is 6");
    const kept = folder.path(`null.${format}`);
    expect(await bulkEmbed(model(), { ...options, onError: "null", out: kept })).toMatchObject({ writtenRows: 6, broken: 4 });
    if (format === "jsonl")
      expect((await readLines(kept)).map(({ embedding }) => embedding === null)).toEqual([false, true, true, false, true, true]);
    else expect((await readTable(kept)).vectors.map((vector) => vector === undefined)).toEqual([false, true, true, false, true, true]);
  }
  await expect(bulkEmbed(model(), { ...options, onError: "null", out: folder.path("null.npy") })).rejects.toThrow(
    /"stop" or "skip" for npy/,
  );
});

test("stored vectors are cut without the model; bits, lines, other dimensions and other spaces are refused", async () => {
  const titles = await writeTitles(folder.path("titles.jsonl"), 50);
  const inputs = [folder.path("titles.jsonl")];
  const wide = folder.path("wide.arrow");
  await bulkEmbed(model(), { ...cut, dimension: 384, inputs, out: wide });
  await narrowTable({ inputs: [wide], out: folder.path("narrow.parquet"), dimension: 64, windowRows: 20 });
  const expected = await model().embed(titles, { layer: 2, dimension: 64 });
  const { vectors, metadata, rows } = await readTable(folder.path("narrow.parquet"));
  expect(metadata).toMatchObject({ dimension: 64, space: expected.space, field: "title" });
  expect(rows[7]).toMatchObject({ id: 7n, title: titles[7] });
  for (const [row, vector] of vectors.entries()) expect(farthest(vector!, expected.vectors[row]!)).toBeLessThanOrEqual(tolerances.float32);

  const cutTo = (dimension: number, ...files: string[]): Promise<unknown> =>
    narrowTable({ inputs: files, out: folder.path("no.parquet"), dimension });
  await expect(cutTo(65, wide)).rejects.toMatchObject({ code: "DIMENSION_UNAVAILABLE" });
  await expect(cutTo(32, folder.path("titles.jsonl"))).rejects.toThrow("does not say how its vectors were made");
  await bulkEmbed(model(), { ...cut, type: "binary", inputs, out: folder.path("bits.arrow") });
  await expect(cutTo(32, folder.path("bits.arrow"))).rejects.toThrow("a table of bits");
  await expect(cutTo(32, wide, folder.path("narrow.parquet"))).rejects.toThrow(/dimension 384 and .*64/);
  expect(await readdir(folder.path())).not.toContain("no.parquet.parts");
});

test("a table without its texts says that they are needed", async () => {
  await writeTitles(folder.path("titles.jsonl"), 5);
  await bulkEmbed(model(), { ...cut, columns: ["id"], inputs: [folder.path("titles.jsonl")], out: folder.path("bare.parquet") });
  await expect(bulkEmbed(model(), { inputs: [folder.path("bare.parquet")], out: folder.path("again.parquet") })).rejects.toThrow(
    /"title", which the input does not have; it must be kept beside the vectors/,
  );
});
