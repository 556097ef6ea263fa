import { readFileSync } from "node:fs";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { expect, test } from "vitest";
import { graphFile } from "../testing/graph-file.ts";
import { bytesOf, message, number, text, type Write } from "../testing/protobuf.ts";
import type { GraphFile } from "../walk/file-window.ts";
import { GraphFileError } from "../walk/graph-file-error.ts";
import { readGraphHeader } from "../header/graph-header.ts";

// Field numbers as in onnx.proto.
const entries = (data: Record<string, string>): Write[] =>
  Object.entries(data).map(([key, value]) => message(13, text(1, key), text(2, value)));
/** A tensor of int8, as long as its place is. */
const external = (field: number, data: Record<string, string>, name = "w"): Write =>
  message(field, number(1, Math.max(1, Number(data["length"] ?? 1))), number(2, 3), text(8, name), ...entries(data), number(14, 1));
const model = (...graph: Write[]): Uint8Array => bytesOf(number(1, 10), text(2, "a test"), message(7, ...graph), message(8, number(2, 20)));

const externalFilesOf = async (file: GraphFile) => (await readGraphHeader(file)).externalFiles;
const read = (bytes: Uint8Array) => externalFilesOf(graphFile(bytes));

test("the furthest byte of each file, with files in order of name", async () => {
  const graph = model(
    external(5, { location: "b.bin", offset: "4096", length: "100" }),
    external(5, { location: "b.bin", offset: "0", length: "4096" }),
    external(5, { location: "sub/a.bin", length: "64" }),
  );
  expect(await read(graph)).toEqual([
    { name: "b.bin", bytes: 4196 },
    { name: "sub/a.bin", bytes: 64 },
  ]);
});

test("tensors in nodes, in lists of tensors, in graphs inside nodes and in functions are found", async () => {
  const inner = message(1, text(4, "Identity"), message(5, external(5, { location: "branch.bin", length: "3" }, "x")));
  const graph = bytesOf(
    message(
      7,
      message(
        1,
        text(4, "If"),
        message(5, message(6, inner)),
        message(5, message(11, external(5, { location: "graphs.bin", length: "5" }))),
      ),
    ),
    message(
      7,
      message(
        1,
        text(4, "Identity"),
        message(5, external(5, { location: "t.bin", length: "1" }), external(10, { location: "tensors.bin", length: "2" })),
      ),
    ),
    message(
      25,
      text(1, "f"),
      message(7, text(4, "Identity"), message(5, external(5, { location: "function.bin", length: "4" }))),
      text(10, "local"),
    ),
  );
  const names = (await read(graph)).map(({ name, bytes }) => [name, bytes]);
  expect(names).toEqual([
    ["branch.bin", 3],
    ["function.bin", 4],
    ["graphs.bin", 5],
    ["t.bin", 1],
    ["tensors.bin", 2],
  ]);
});

test("a tensor with its weights inside reads no file, whatever else it says", async () => {
  const empty = [number(1, 0), number(2, 3)];
  const inside = message(5, ...empty, text(8, "w"), ...entries({ location: "old.bin", length: "9" }), number(14, 0), message(9));
  expect(await read(model(inside, message(5, ...empty, text(8, "v"), ...entries({ location: "old.bin" }))))).toEqual([]);
});

test("the name is as the graph has it", async () => {
  expect(await read(model(external(5, { location: "./w.bin", length: "1" })))).toEqual([{ name: "./w.bin", bytes: 1 }]);
});

const models = new URL("../../../", import.meta.url);

test.each(["onnx", "onnx-fp32"])("the weights of tiny-modernbert's %s are as long as its graphs say", async (folder) => {
  for (const layer of [2, 4, 6]) {
    const graph = `conformance/models/tiny-modernbert/${folder}/layer-${layer}/model.onnx`;
    const { length } = readFileSync(new URL(`${graph}.data`, models));
    expect(await read(readFileSync(new URL(graph, models)))).toEqual([{ name: "model.onnx.data", bytes: length }]);
  }
});

test("nestvec-mini's graphs read the files that its model_config.json lists", async () => {
  const config = JSON.parse(readFileSync(new URL("model-mini/onnx/model_config.json", models), "utf8")) as {
    models: Record<string, { path: string; weights: string[] }>;
  };
  const furthest = new Map<string, number>();
  for (const { path, weights } of Object.values(config.models)) {
    const files = await read(readFileSync(new URL(`model-mini/onnx/${path}`, models)));
    expect(files.map(({ name }) => name)).toEqual(weights.toSorted());
    for (const { name, bytes } of files) furthest.set(name, Math.max(bytes, furthest.get(name) ?? 0));
  }
  for (const [name, bytes] of furthest) {
    const { length } = readFileSync(new URL(`model-mini/onnx/${name}`, models));
    expect(bytes).toBeLessThanOrEqual(length);
    // The files are padded to whole pages.
    expect(bytes).toBeGreaterThan(length - 4096);
  }
});

/** A file of parts of which the long ones hold zeros and take no memory, and what was read of it. */
function sparseSource(parts: readonly (Uint8Array | number)[]): {
  file: GraphFile;
  reads: { start: number; bytes: number }[];
  size: number;
} {
  const reads: { start: number; bytes: number }[] = [];
  const lengths = parts.map((part) => (typeof part === "number" ? part : part.length));
  const size = lengths.reduce((sum, length) => sum + length, 0);
  const readPart = async (start: number, end: number): Promise<Uint8Array> => {
    const slice = new Uint8Array(Math.min(end, size) - start);
    reads.push({ start, bytes: slice.length });
    let at = 0;
    for (const [i, part] of parts.entries()) {
      if (typeof part !== "number" && at < end && at + part.length > start) {
        const from = Math.max(start - at, 0);
        slice.set(part.subarray(from, end - at), at + from - start);
      }
      at += lengths[i]!;
    }
    return slice;
  };
  return { file: { ...graphFile(new Uint8Array(0)), size, read: readPart }, reads, size };
}

/** The tag and length of a field, without its body. */
const head = (field: number, length: number): Uint8Array => new BinaryWriter().tag(field, WireType.LengthDelimited).uint32(length).finish();

test("a small graph costs one read", async () => {
  const { file, reads } = sparseSource([readFileSync(new URL("model-mini/onnx/model_layer_6.onnx", models))]);
  await externalFilesOf(file);
  expect(reads).toHaveLength(1);
});

test("a graph of 2 GB is passed over, not read", async () => {
  const weights = 200_000_000;
  const shape = bytesOf(number(1, weights), number(2, 3));
  const tensor = [...head(5, shape.length + head(9, weights).length + weights), ...shape, ...head(9, weights)];
  const inside = Array.from({ length: 10 }, () => [Uint8Array.from(tensor), weights]).flat();
  const last = bytesOf(external(5, { location: "w.bin", offset: "8", length: "8" }));
  const graphBytes = inside.reduce<number>((sum, part) => sum + (typeof part === "number" ? part : part.length), last.length);
  const { file, reads, size } = sparseSource([head(7, graphBytes), ...inside, last]);
  expect(size).toBeGreaterThan(2e9);
  expect(await externalFilesOf(file)).toEqual([{ name: "w.bin", bytes: 16 }]);
  // 1 MiB at the start, and 64 KiB after each jump.
  expect(reads.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(2 ** 20 + 10 * 2 ** 16);
});

test("many small fields over many windows are all seen", async () => {
  const nodes = Array.from({ length: 20_000 }, (_, i) =>
    message(1, text(3, `node ${i} of many with a long name`), text(4, "MatMul"), message(5, text(1, "axis"), number(3, i))),
  );
  const graph = model(...nodes, external(5, { location: "w.bin", length: "7" }));
  expect(graph.length).toBeGreaterThan(2 ** 20);
  expect(await read(graph)).toEqual([{ name: "w.bin", bytes: 7 }]);
});

test("cut after any byte, a graph is truncated, or has no graph in it, or lost only what follows the graph", async () => {
  const whole = model(external(5, { location: "w.bin", length: "7" }));
  const before = bytesOf(number(1, 10), text(2, "a test")).length;
  const after = whole.length - bytesOf(message(8, number(2, 20))).length;
  const ends = await Promise.all(
    Array.from({ length: whole.length }, async (_, bytes) => {
      const error: unknown = await read(whole.subarray(0, bytes)).catch((caught: unknown) => caught);
      if (!(error instanceof GraphFileError)) return "none";
      return error.needed === undefined ? "invalid" : "truncated";
    }),
  );
  expect([...ends.entries()].filter(([, end]) => end === "none").map(([bytes]) => bytes)).toEqual([after]);
  // At these the file ends between two fields, before the graph.
  const between = [0, 2, before];
  expect([...ends.entries()].filter(([, end]) => end === "invalid").map(([bytes]) => bytes)).toEqual(between);
  expect(ends.filter((end) => end === "truncated")).toHaveLength(whole.length - between.length - 1);
});

test.each([
  [{ offset: "1" }, 'its tensor "w" has its weights in another file, but does not say in which'],
  [{ location: "w.bin", length: "-1" }, 'its tensor "w" has the length "-1", which is not a number of bytes'],
  [{ location: "w.bin", offset: "many" }, 'its tensor "w" has the offset "many", which is not a number of bytes'],
])("external data %j is refused", async (data, problem) => {
  await expect(read(model(external(5, data)))).rejects.toMatchObject({ name: "GraphFileError", message: problem, needed: undefined });
});

test("a field longer than the message it is in is refused", async () => {
  const inner = Uint8Array.of(...head(5, 1000));
  await expect(read(bytesOf((writer) => writer.tag(7, WireType.LengthDelimited).bytes(inner)))).rejects.toMatchObject({
    name: "GraphFileError",
    needed: undefined,
  });
});

test("graphs in graphs without end are refused", async () => {
  let node: Write = message(1);
  for (let depth = 0; depth < 100; depth++) node = message(1, message(5, message(6, node)));
  await expect(read(model(node))).rejects.toMatchObject({
    name: "GraphFileError",
    message: "its graphs are nested more than 16 deep",
  });
});
