import fc from "fast-check";
import { expect, test } from "vitest";
import { fakeEmbeddings } from "../testing/fake-embeddings.ts";
import { jsonLayersWriter, jsonLines, jsonList, jsonVector, jsonWriter } from "./json-rows.ts";
import type { Sink } from "./row-writer.ts";

function memorySink(): Sink & { readonly writes: string[] } {
  const writes: string[] = [];
  return { writes, write: async (content) => void writes.push(content.toString()) };
}

const batch = (texts: readonly string[], firstIndex: number) => ({
  firstIndex,
  texts,
  embeddings: fakeEmbeddings(
    texts.map(() => [0.6, -0.8]),
    2,
  ),
});

test("a vector in JSON gives the very same float32 numbers back", () => {
  const finite = fc.float({ noDefaultInfinity: true, noNaN: true });
  fc.assert(
    fc.property(fc.array(finite), (numbers) => {
      const parsed = JSON.parse(jsonVector(Float32Array.from(numbers))) as number[];
      expect(parsed.map(Math.fround)).toEqual(numbers);
    }),
    { numRuns: 2000 },
  );
});

test("a short number is written short", () => {
  expect(jsonVector(Float32Array.of(0.25, -1, 0, 0.1))).toBe("[0.25,-1,0,0.1]");
});

test("JSON Lines are whole lines of the documented keys in their order, in every write", async () => {
  const sink = memorySink();
  const writer = jsonWriter(jsonLines(sink));
  await writer.write(batch(["a\nb", '\u2028 "c"'], 0));
  await writer.write(batch([], 2));
  await writer.write(batch(["d"], 2));
  await writer.end();
  expect(sink.writes.every((content) => content.endsWith("}\n"))).toBe(true);
  const lines = sink.writes.join("").trimEnd().split("\n");
  const objects = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(objects.map(({ index, text }) => [index, text])).toEqual([
    [0, "a\nb"],
    [1, '\u2028 "c"'],
    [2, "d"],
  ]);
  expect(Object.keys(objects[0]!)).toEqual(["index", "text", "layer", "dimension", "tokens", "truncated", "space", "prompt", "embedding"]);
  expect(objects[2]).toMatchObject({ layer: 6, dimension: 2, tokens: 3, truncated: false, space: "test", prompt: null });
});

test("the id that a text came with is kept, whatever it is, and left out where there is none", async () => {
  const sink = memorySink();
  await jsonWriter(jsonLines(sink)).write({ ...batch(["a", "b", "c", "d"], 0), ids: ["x", 0, { $oid: "1" }, undefined] });
  const objects = sink.writes
    .join("")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(objects.map((object) => object["id"])).toEqual(["x", 0, { $oid: "1" }, undefined]);
  expect(objects.map((object) => Object.keys(object)[1])).toEqual(["id", "id", "id", "text"]);
});

test("a JSON list is the same objects, and valid when empty", async () => {
  const sink = memorySink();
  const writer = jsonWriter(jsonList(sink));
  await writer.write(batch([], 0));
  await writer.write(batch(["a", "b"], 0));
  await writer.write(batch(["c"], 2));
  await writer.end();
  expect((JSON.parse(sink.writes.join("")) as { text: string }[]).map(({ text }) => text)).toEqual(["a", "b", "c"]);
  const empty = memorySink();
  await jsonWriter(jsonList(empty)).end();
  expect(JSON.parse(empty.writes.join(""))).toEqual([]);
});

const at = (layer: number, rows: readonly (readonly number[])[]) => ({ ...fakeEmbeddings(rows, 2), layer, space: `layer-${layer}` });

test("several exits are an object each, all of a text before the next text, and say which they are", async () => {
  const sink = memorySink();
  const writer = jsonLayersWriter(jsonLines(sink));
  const shallow = [
    [1, 0],
    [0, 1],
  ];
  const deep = [
    [0, -1],
    [-1, 0],
  ];
  await writer.write({ firstIndex: 5, texts: ["a", "b"], ids: ["x", undefined], exits: [at(6, deep), at(2, shallow)] });
  await writer.end();
  const lines = sink.writes.join("").trimEnd().split("\n");
  const objects = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(objects.map(({ index, id, text, layer, space, embedding }) => [index, id, text, layer, space, embedding])).toEqual([
    [5, "x", "a", 6, "layer-6", [0, -1]],
    [5, "x", "a", 2, "layer-2", [1, 0]],
    [6, undefined, "b", 6, "layer-6", [-1, 0]],
    [6, undefined, "b", 2, "layer-2", [0, 1]],
  ]);
});
