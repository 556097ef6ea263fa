import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readGraphHeader } from "../header/graph-header.ts";
import { readGraphParts } from "../header/graph-parts.ts";
import { graphFile } from "../testing/graph-file.ts";
import { bytesOf, message, number, text, type Write } from "../testing/protobuf.ts";
import { initializer, node } from "../writer.ts";
import { changedModel, readGraphModel, type GraphModel } from "./graph-model.ts";
import { placedTensor } from "./model-tensor.ts";

const utf8 = { encode: (given: string) => Buffer.from(given), decode: (bytes: Uint8Array) => Buffer.from(bytes).toString() };
const published = readFileSync(new URL("../../../conformance/models/tiny-modernbert/onnx/layer-6/model.onnx", import.meta.url));
const unchanged = ({ nodes, initializers, inputs, outputs }: GraphModel) => ({
  nodes: nodes.map(({ bytes }) => bytes),
  initializers: initializers.map(({ bytes }) => bytes),
  inputs: inputs.map(({ bytes }) => bytes),
  outputs: outputs.map(({ bytes }) => bytes),
  domains: [],
});

test("a published graph that nothing is changed of has all that it had", async () => {
  const model = readGraphModel(published, utf8);
  const written = Buffer.concat(changedModel(model, unchanged(model)));
  // Its fields may stand in another order.
  expect(written.length).toBe(published.length);
  expect(await readGraphHeader(graphFile(written))).toEqual(await readGraphHeader(graphFile(published)));
  expect((await readGraphParts(graphFile(written))).operators).toEqual((await readGraphParts(graphFile(published))).operators);
  expect(readGraphModel(written, utf8).nodes.map(({ inputs }) => inputs)).toEqual(model.nodes.map(({ inputs }) => inputs));
});

test("new nodes, weights in another place and domains are those of the graph that is written", async () => {
  const model = readGraphModel(published, utf8);
  const initializers = model.initializers.map((tensor) =>
    tensor.external === undefined ? tensor.bytes : placedTensor(tensor, { location: "elsewhere.bin", offset: 64, length: 4_000_000 }),
  );
  const nodes = [...unchanged(model).nodes, node("Gelu", ["model.embeddings.norm.weight"], ["new"], {}, "com.microsoft")];
  const written = Buffer.concat(changedModel(model, { ...unchanged(model), nodes, initializers, domains: ["com.microsoft"] }));
  const header = await readGraphHeader(graphFile(written));
  expect(header.externalFiles).toEqual([{ name: "elsewhere.bin", bytes: 4_000_064 }]);
  const again = readGraphModel(written, utf8);
  expect([...again.operatorSets]).toEqual([...model.operatorSets, ["com.microsoft", 1]]);
  expect(again.nodes.at(-1)).toMatchObject({ operator: "Gelu", domain: "com.microsoft", outputs: ["new"] });
  expect(again.initializers.map(({ name, dims, type }) => ({ name, dims, type }))).toEqual(
    model.initializers.map(({ name, dims, type }) => ({ name, dims, type })),
  );
});

const tensor = (...fields: readonly Write[]): Uint8Array => bytesOf(message(7, message(5, number(1, 2), ...fields)));

const each =
  (value: number): Write =>
  (writer) =>
    writer.raw(Uint8Array.from([4 * 8 + 5, ...new Uint8Array(Float32Array.of(value).buffer)]));

test("numbers of tensors are found however they are written", () => {
  const raw = (bytes: Uint8Array): readonly number[] | undefined => {
    const [found] = readGraphModel(bytes, utf8).initializers;
    return found?.raw && Array.from(found.raw);
  };
  const floats = Array.from(new Uint8Array(Float32Array.of(1.5, -2).buffer));
  const packed: Write = (writer) => writer.raw(Uint8Array.from([4 * 8 + 2, 8, ...floats]));
  expect(raw(tensor(number(2, 1), packed))).toEqual(floats);
  expect(raw(tensor(number(2, 1), each(1.5), each(-2)))).toEqual(floats);
  expect(raw(bytesOf(message(7, message(5))))).toBeUndefined();
  // float16 in a list of whole numbers: 1 and 2.
  expect(raw(tensor(number(2, 10), number(5, 0x3c00), number(5, 0x4000)))).toEqual([0, 0x3c, 0, 0x40]);
  const [own] = readGraphModel(bytesOf(message(7, message(5, number(1, 2), number(2, 1), packed, text(8, "w")))), utf8).initializers;
  expect(own).toMatchObject({ name: "w", dims: [2], type: 1, external: undefined });
});

test("attributes, and what graphs inside nodes read, are known", () => {
  const inner = message(6, message(1, text(1, "outer"), text(2, "made"), text(4, "Relu")), message(12, text(1, "result")));
  const graph = bytesOf(
    message(8, text(1, "ai.onnx"), number(2, 17)),
    message(7, message(1, text(1, "a"), text(2, "b"), text(3, "own"), text(4, "If"), message(5, text(1, "then_branch"), inner))),
  );
  const { nodes, operatorSets } = readGraphModel(graph, utf8);
  expect(operatorSets.get("")).toBe(17);
  expect(nodes[0]).toMatchObject({ name: "own", operator: "If", inputs: ["a"], outputs: ["b"] });
  expect(nodes[0]?.innerInputs.toSorted()).toEqual(["outer", "result"]);
  const gemm = node("Gemm", ["x"], ["y"], {
    alpha: { float: 0.5 },
    transB: 1,
    axes: [1, -1],
    value: { tensor: initializer("t", [1], "float32", Float32Array.of(3)) },
  });
  const { attributes } =
    readGraphModel(bytesOf(message(7, (writer) => writer.raw(bytesOf((w) => w.tag(1, 2).bytes(gemm))))), utf8).nodes[0] ??
    expect.unreachable();
  expect(attributes.get("alpha")?.float).toBe(0.5);
  expect(attributes.get("transB")?.integer).toBe(1);
  expect(attributes.get("axes")?.integers).toEqual([1, -1]);
  expect(attributes.get("value")?.tensor?.dims).toEqual([1]);
});
