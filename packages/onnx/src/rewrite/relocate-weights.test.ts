import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { GraphFileError } from "../walk/graph-file-error.ts";
import { readGraphHeader } from "../header/graph-header.ts";
import { graphFile } from "../testing/graph-file.ts";
import { bytesOf, message, number, text, type Write } from "../testing/protobuf.ts";
import { relocateWeights } from "./relocate-weights.ts";

const utf8 = { encode: (value: string) => Buffer.from(value), decode: (bytes: Uint8Array) => Buffer.from(bytes).toString() };
const relocated = (bytes: Uint8Array, places: Readonly<Record<string, string>>): Uint8Array =>
  relocateWeights(bytes, (location) => places[location] ?? location, utf8);
const filesOf = async (bytes: Uint8Array) => (await readGraphHeader(graphFile(bytes))).externalFiles;

// Field numbers as in onnx.proto.
const external = (field: number, data: Readonly<Record<string, string>>): Write =>
  message(
    field,
    number(1, 1),
    number(2, 3),
    text(8, "w"),
    ...Object.entries(data).map(([key, value]) => message(13, text(1, key), text(2, value))),
    number(14, 1),
  );

test("a published graph names other places, and is the same again with the old ones", async () => {
  const graph = readFileSync(new URL("../../../conformance/models/tiny-modernbert/onnx/layer-6/model.onnx", import.meta.url));
  const [weights] = await filesOf(graph);
  const far = `${"a".repeat(200)}/blob`;
  const moved = relocated(graph, { "model.onnx.data": far });
  expect(await filesOf(moved)).toEqual([{ ...weights, name: far }]);
  expect(Buffer.compare(relocated(moved, { [far]: "model.onnx.data" }), graph)).toBe(0);
});

test("locations in nodes, in graphs inside nodes and in functions are changed, and no other text", async () => {
  const inner = message(6, external(5, { location: "b.bin", length: "3" }), message(1, text(2, "location"), text(4, "Identity")));
  const graph = bytesOf(
    message(7, external(5, { location: "a.bin", length: "5" }), message(1, text(4, "If"), message(5, inner)), text(10, "a.bin")),
    message(
      25,
      text(1, "f"),
      message(7, text(4, "Identity"), message(5, external(5, { offset: "1", length: "1", location: "a.bin", checksum: "a.bin" }))),
      text(10, "local"),
    ),
  );
  const moved = relocated(graph, { "a.bin": "x/longer-name.bin", "b.bin": "" });
  expect((await filesOf(moved)).map(({ name, bytes }) => [name, bytes])).toEqual([
    ["", 3],
    ["x/longer-name.bin", 5],
  ]);
  expect(relocated(moved, { "x/longer-name.bin": "a.bin", "": "b.bin" })).toEqual(graph);
});

test("what is no graph is refused, and a graph without weights of its own is the same", () => {
  const graph = bytesOf(number(1, 8), message(7, message(1, text(4, "Add"))));
  expect(relocated(graph, {})).toEqual(graph);
  expect(() => relocated(Buffer.from("<html>"), {})).toThrow(GraphFileError);
  let node: Write = message(1);
  for (let depth = 0; depth < 100; depth++) node = message(1, message(5, message(6, node)));
  expect(() => relocated(bytesOf(message(7, node)), {})).toThrow("nested more than 100 deep");
});
