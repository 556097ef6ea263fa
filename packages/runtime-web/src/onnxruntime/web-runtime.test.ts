import { testRuntime } from "@nestvec/conformance";
import { modelFiles, openModel } from "@nestvec/core";
import * as onnx from "onnxruntime-web";
import { expect, test } from "vitest";
import { onnxRuntimeVersion } from "./onnx-runtime-version.ts";
import { nodeBuild, nodePlatform } from "../testing/node-build.ts";
import { modelSource } from "../testing/folder-source.ts";
import { webRuntimeFrom } from "./web-runtime.ts";

testRuntime(() => webRuntimeFrom(nodeBuild, {}), { provider: "wasm", source: modelSource, platform: nodePlatform });

test("the version that is stated is the one that is there", () => {
  expect(onnx.env.versions.web).toBe(onnxRuntimeVersion);
});

/** The first numbers of the reference vector of a text, by layer. */
interface GoldenText {
  readonly text: string;
  readonly exits: Readonly<Record<string, { readonly vectors: Readonly<Record<string, readonly number[]>> }>>;
}

test("exits opened together, all of whose weights are called model.onnx.data, each give their own reference's vectors", async () => {
  const source = modelSource("tiny-modernbert/onnx-fp32");
  const bytes = await modelSource("tiny-modernbert").read("golden.json");
  const { texts }: { texts: readonly GoldenText[] } = JSON.parse(new TextDecoder().decode(bytes));
  await using embedder = await openModel(source, {}, { ...nodePlatform, runtime: webRuntimeFrom(nodeBuild, {}) });
  const layers = [6, 2, 4];
  const answers = await Promise.all(layers.map((layer) => embedder.embed([texts[0]!.text], { layer })));
  for (const [place, layer] of layers.entries()) {
    const expected = texts[0]!.exits[layer]!.vectors[64]!;
    const difference = Math.max(...expected.map((number, i) => Math.abs(number - answers[place]!.data[i]!)));
    // 2e-6: what the product promises of float32.
    expect(difference, `layer ${layer}`).toBeLessThanOrEqual(2e-6);
  }
});

test("a graph that could not fit is refused before its weights are read; room comes back when a session is disposed", async () => {
  const source = modelSource("tiny-modernbert/onnx-fp32");
  const read: string[] = [];
  const files = modelFiles({ ...source, read: (path) => (read.push(path), source.read(path)) });
  const [graph, other] = ["layer-2/model.onnx", "layer-4/model.onnx"];
  // Weights in float32 are as large when they are open as in their file.
  const bytes = async (path: string) => Math.ceil((await files.weightBytes(path)) * 1.1);
  const [needed, inUse] = [await bytes(other!), await bytes(graph!)];
  expect(needed).toBeGreaterThanOrEqual((await source.size(`${other}.data`))! * 1.1);
  const runtime = webRuntimeFrom(nodeBuild, { memoryBytes: needed + 1 });
  const session = await runtime.open(files, graph!);
  read.length = 0;
  await expect(runtime.open(files, other!)).rejects.toMatchObject({
    code: "MEMORY_EXCEEDED",
    details: { graph: other, inUse, needed },
  });
  expect(read.filter((path) => path.endsWith(".data"))).toEqual([]);
  await Promise.all([session.dispose(), session.dispose()]);
  await (await runtime.open(files, other!)).dispose();
});

test("settings that cannot be are refused; threads that cannot be had are told", async () => {
  for (const threads of [0, 1.5, 65]) expect(() => webRuntimeFrom(nodeBuild, { threads })).toThrow(`"threads" is ${threads}`);
  expect(() => webRuntimeFrom(nodeBuild, { providers: [] })).toThrow(`"providers" is an empty list`);
  expect(() => webRuntimeFrom(nodeBuild, { memoryBytes: Number.NaN })).toThrow(`"memoryBytes" is NaN`);
  expect(webRuntimeFrom(nodeBuild, { threads: 2 }).notes?.()).toEqual([expect.stringContaining("not cross-origin isolated")]);
  expect(webRuntimeFrom(nodeBuild, {}).notes?.()).toEqual([]);
});

test("a provider that cannot run gives way to the next, with the reason", async () => {
  const runtime = webRuntimeFrom(nodeBuild, { providers: [{ name: "webgpu" }, { name: "wasm" }] });
  const session = await runtime.open(modelFiles(modelSource("tiny-modernbert/onnx-fp32")), "layer-2/model.onnx");
  expect(session.provider).toBe("wasm");
  expect(runtime.notes?.()).toEqual([expect.stringMatching(/^wasm runs "layer-2\/model.onnx" in place of webgpu: .* has wasm built in/)]);
  await session.dispose();
});
