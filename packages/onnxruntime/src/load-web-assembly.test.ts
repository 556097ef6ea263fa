import { readFileSync } from "node:fs";
import { initializer, node, onnxModel, value } from "@nestvec/onnx/writer";
import { expect, test } from "vitest";
import { findWebAssembly, loadWebAssembly } from "./load-web-assembly.ts";
import { onnxRuntimeVersion } from "./version.ts";

const graph = onnxModel({
  nodes: [node("Add", ["rows", "one"], ["sums"], {})],
  initializers: [initializer("one", [1], "float32", new Float32Array([1]))],
  inputs: [value("rows", "float32", ["texts", 2])],
  outputs: [value("sums", "float32", ["texts", 2])],
});

test("a graph is opened and run in WebAssembly, by the same version", async () => {
  const { InferenceSession, Tensor, env } = await loadWebAssembly();
  expect(env.versions.web).toBe(onnxRuntimeVersion);
  env.wasm.numThreads = 1;
  const session = await InferenceSession.create(graph, { executionProviders: ["wasm"], logSeverityLevel: 4 });
  const { sums } = await session.run({ rows: new Tensor("float32", new Float32Array([1, 2, 3, 4]), [2, 2]) });
  expect(sums?.data).toEqual(new Float32Array([2, 3, 4, 5]));
  await session.release();
});

test("where it is not installed, the error has the command that adds it", async () => {
  const asked = findWebAssembly(["@nestvec/onnxruntime-wasm-nowhere", "@nestvec/onnxruntime-wasm-elsewhere"]);
  await expect(asked).rejects.toThrow(`npm install @nestvec/onnxruntime-wasm-nowhere@${onnxRuntimeVersion} adds it.`);
});

const read = (path: string): Record<string, unknown> => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));

test.each(["darwin-x64", "linux-musl"])("the package for %s is for that system alone, and brings WebAssembly", (name) => {
  const [os, rest] = name.split("-");
  const manifest = read(`../../onnxruntime-wasm-${name}/package.json`);
  expect(manifest).toMatchObject({ version: onnxRuntimeVersion, os: [os], ...(rest === "musl" ? { libc: [rest] } : { cpu: [rest] }) });
  expect(manifest["dependencies"]).toEqual({ "@nestvec/onnxruntime-wasm": `workspace:${onnxRuntimeVersion}` });
});
