import { initializer, node, onnxModel, value } from "@nestvec/onnx/writer";
import { expect, onTestFinished, test } from "vitest";
import { listSupportedBackends } from "./list-supported-backends.ts";
import { InferenceSession, type Session } from "./session.ts";
import { Tensor } from "onnxruntime-common";

/** `sums = rows + 1`, `doubled = sums + sums`. */
const graph = onnxModel({
  nodes: [node("Add", ["rows", "one"], ["sums"], {}), node("Add", ["sums", "sums"], ["doubled"], {})],
  initializers: [initializer("one", [1], "float32", new Float32Array([1]))],
  inputs: [value("rows", "float32", ["texts", 2])],
  outputs: [value("sums", "float32", ["texts", 2]), value("doubled", "float32", ["texts", 2])],
});
const rows = new Tensor("float32", new Float32Array([1, 2, 3, 4]), [2, 2]);

async function open(): Promise<Session> {
  const session = await InferenceSession.create(graph, { executionProviders: ["cpu"], logSeverityLevel: 4 });
  onTestFinished(() => session.release());
  return session;
}

test("a graph says what goes in and what comes out", async () => {
  const session = await open();
  expect(session.inputMetadata).toEqual([{ name: "rows", isTensor: true, type: "float32", shape: ["texts", 2] }]);
  expect(session.outputNames).toEqual(["sums", "doubled"]);
});

test("all outputs, those that are named, or those that are given a tensor to be written into", async () => {
  const session = await open();
  const all = await session.run({ rows });
  expect(Object.keys(all)).toEqual(["sums", "doubled"]);
  expect(all["sums"]).toBeInstanceOf(Tensor);
  expect(all["sums"]).toMatchObject({ dims: [2, 2], data: new Float32Array([2, 3, 4, 5]) });

  const one = await session.run({ rows }, ["doubled"]);
  expect(Object.keys(one)).toEqual(["doubled"]);
  expect(one["doubled"]?.data).toEqual(new Float32Array([4, 6, 8, 10]));

  const place = new Float32Array(4);
  await session.run({ rows }, { sums: new Tensor("float32", place, [2, 2]) });
  expect(place).toEqual(new Float32Array([2, 3, 4, 5]));
});

test("a name that the graph has not is an error with those that it has", async () => {
  const session = await open();
  await expect(session.run({ row: rows })).rejects.toThrow('The graph has no input "row", only rows.');
  await expect(session.run({})).rejects.toThrow('The input "rows" has no tensor.');
  await expect(session.run({ rows }, ["sum"])).rejects.toThrow('The graph has no output "sum", only sums, doubled.');
});

test("bytes that are no graph are ONNX Runtime's own error", async () => {
  await expect(InferenceSession.create(new Uint8Array([1, 2, 3]))).rejects.toThrow(/protobuf/i);
});

test("a provider that the library has not is an error", async () => {
  await expect(InferenceSession.create(graph, { executionProviders: ["no-such"], logSeverityLevel: 4 })).rejects.toThrow(/no-such/);
});

test("the processor is among the providers", async () => {
  expect(await listSupportedBackends()).toContainEqual({ name: "cpu", bundled: true });
});

test("ONNX Runtime's telemetry is off", async () => {
  await open();
  expect(process.env["ORT_DISABLE_TELEMETRY"]).toBe("1");
});
