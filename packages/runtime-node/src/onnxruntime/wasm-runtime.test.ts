import { modelFiles } from "@nestvec/core";
import { expect, test } from "vitest";
import { directory } from "../files/directory.ts";
import { modelDirectory } from "../files/model-directory.ts";
import { loadModel } from "../open/load-model.ts";
import { nodeRuntime } from "./node-runtime.ts";

const mini = await modelDirectory("nestvec-mini");
const files = modelFiles(directory(mini));
const texts = ["I cannot log in any more", "Opening hours of the library on public holidays"];
const cut = { layer: 3, dimension: 128 } as const;

const native = await loadModel("nestvec-mini", { runtime: "native", isolation: "none" });
const expected = await native.embed(texts, cut);
await native.dispose();

test.each(["none", "thread", "process"] as const)(
  "isolation %s: a model has the vectors of the binary, and info() says what ran",
  async (isolation) => {
    await using embedder = await loadModel("nestvec-mini", { runtime: "wasm", isolation, threads: 2 });
    const answer = await embedder.embed(texts, cut);
    expect(answer.provider).toBe("wasm");
    expect(answer.space).toBe(expected.space);
    const difference = Math.max(...answer.data.map((number, index) => Math.abs(number - expected.data[index]!)));
    // 2e-6: what the product promises of float32.
    expect(difference).toBeLessThanOrEqual(2e-6);
    expect(await embedder.info()).toMatchObject({ runtime: expect.stringMatching(/^onnxruntime-wasm \d/) as string, notes: [] });
  },
);

test("a graph that cannot fit is refused before its weights are read, and all runtimes of a thread share the room", async () => {
  const read: string[] = [];
  const large = (bytes: number) => ({
    ...files,
    weightBytes: async () => bytes,
    read: (path: string) => (read.push(path), files.read(path)),
  });
  const graph = "onnx/model_layer_2.onnx";
  const [first, second] = [nodeRuntime({ runtime: "wasm" }), nodeRuntime({ runtime: "wasm" })];
  const tooLarge = first.open(large(3.6 * 2 ** 30), graph);
  await expect(tooLarge).rejects.toMatchObject({ code: "MEMORY_EXCEEDED", details: { graph, limit: 3.75 * 2 ** 30 } });
  expect(read).toEqual([]);
  const session = await first.open(large(2 * 2 ** 30), graph);
  await expect(second.open(large(2 * 2 ** 30), graph)).rejects.toMatchObject({ code: "MEMORY_EXCEEDED" });
  await session.dispose();
  await (await second.open(large(2 * 2 ** 30), graph)).dispose();
});

test("a provider that is none of WebAssembly's gives way to the processor, without its module", async () => {
  const runtime = nodeRuntime({ runtime: "wasm", providers: [{ name: "cuda", module: "not-there" }, { name: "cpu" }] });
  const session = await runtime.open(files, "onnx/model_layer_2.onnx");
  expect(session.provider).toBe("wasm");
  expect(runtime.notes?.()).toEqual([expect.stringContaining("in place of cuda: WebAssembly runs on the processor alone")]);
  await session.dispose();
});
