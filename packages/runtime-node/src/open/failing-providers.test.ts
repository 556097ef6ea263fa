import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Embedder, ExecutionProvider } from "@nestvec/core";
import { beforeAll, expect, test, vi } from "vitest";
import { cpu } from "../onnxruntime/node-runtime.ts";
import { faultyProvider, type Fault } from "../testing/faulty-provider.ts";
import { tinyCopy } from "../testing/model-copies.ts";
import { loadModel, type ModelStats } from "./load-model.ts";

// Children are started and killed: on a busy machine that takes a while.
vi.setConfig({ testTimeout: 60_000 });

const texts = ["nesting dolls", "a bond market"];
let expected: readonly number[];
beforeAll(async () => {
  await using embedder = await loadModel("nestvec-mini", { isolation: "none" });
  expected = [...(await embedder.embed(texts, { layer: 2 })).data];
});

/** A model on some providers, whose caller is warned in a list. Short texts, so that the comparison with the processor is. */
const open = (providers: readonly ExecutionProvider[], warnings: string[] = []): Promise<Embedder<ModelStats>> =>
  loadModel("nestvec-mini", { providers, maxTokens: 64, threads: 1, onWarning: (sentence) => warnings.push(sentence) });

const closeToExpected = (): unknown => [...expected].map((number) => expect.closeTo(number, 5));
const graph = "onnx/model_layer_2.onnx";

/** Faults of a provider, with what is said of each. Half a second is long for a start, and short for a test. */
const faults: readonly (readonly [what: string, fault: Fault, more: Partial<ExecutionProvider>, reason: RegExp])[] = [
  [
    "whose module is missing",
    "none",
    { module: "file:///nowhere/provider.js" },
    /the module "file:\/\/\/nowhere\/provider\.js" cannot be imported/,
  ],
  ["that throws", "throws", {}, /its driver is of another version/],
  ["that blocks its process for ever", "hangs", { openSeconds: 0.5 }, /a child process ended .*killed: it took over 0\.5 s/],
  ["that never answers", "waits", { openSeconds: 0.5 }, /a child process ended .*killed: it took over 0\.5 s/],
  ["that crashes its process", "crashes", {}, /a child process ended while it opened .*SIGSEGV/],
  ["that gives wrong numbers", "wrong", {}, /it gave other vectors for 1 tokens: off by 0\.\d+, where 0\.001 is allowed/],
];

test.each(faults)("a provider %s gives way to the processor, and the reason is told once", async (_what, fault, more, reason) => {
  const warnings: string[] = [];
  await using embedder = await open([await faultyProvider(fault, more), cpu()], warnings);
  for (let call = 0; call < 2; call++) {
    const { data, provider } = await embedder.embed(texts, { layer: 2 });
    expect({ data: [...data], provider }).toEqual({ data: closeToExpected(), provider: "cpu" });
  }
  const { notes } = await embedder.info();
  const sentence = notes.find((note) => note.startsWith(`cpu runs "${graph}" in place of faulty: `));
  expect(sentence).toMatch(reason);
  await expect.poll(() => warnings, { timeout: 30_000 }).toEqual([sentence]);
  expect((await embedder.stats()).textsByProvider).toEqual({ cpu: 2 * texts.length });
});

test.each(faults)("a provider %s is a clear error where the processor was not allowed", async (_what, fault, more, reason) => {
  await using embedder = await open([await faultyProvider(fault, more)]);
  const error: unknown = await embedder.embed(texts, { layer: 2 }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: expect.stringMatching(/^(PROVIDER_UNAVAILABLE|SESSION_FAILED)$/),
    message: expect.stringMatching(reason),
  });
});

test("a device that is lost is an error, and the next call opens it anew, or the processor in its place", async () => {
  const provider = await faultyProvider("lost");
  const warnings: string[] = [];
  await using embedder = await open([provider, cpu()], warnings);
  const embed = async () => {
    const { data, provider: ran } = await embedder.embed(texts, { layer: 2 });
    expect([...data]).toEqual(closeToExpected());
    return ran;
  };
  expect(await embed()).toBe("faulty");
  const lost = join(provider.folder, "lost");
  await writeFile(lost, "");
  await expect(embed()).rejects.toMatchObject({ code: "SESSION_FAILED", message: expect.stringContaining("the device is lost") });
  await rm(lost);
  expect(await embed()).toBe("faulty");
  await writeFile(lost, "");
  await expect(embed()).rejects.toMatchObject({ code: "SESSION_FAILED" });
  expect(await embed()).toBe("cpu");
  await expect.poll(() => warnings, { timeout: 30_000 }).toEqual([`cpu runs "${graph}" in place of faulty: the device is gone.`]);
});

test("a device that is lost and stays lost is an error of every call where the processor was not allowed", async () => {
  const provider = await faultyProvider("lost");
  await using embedder = await open([provider]);
  await embedder.embed(texts, { layer: 2 });
  await writeFile(join(provider.folder, "lost"), "");
  await expect(embedder.embed(texts, { layer: 2 })).rejects.toMatchObject({ code: "SESSION_FAILED" });
  const unavailable = { code: "PROVIDER_UNAVAILABLE", message: expect.stringContaining("the device is gone") };
  await expect(embedder.embed(texts, { layer: 2 })).rejects.toMatchObject(unavailable);
});

test("a damaged graph is the graph's fault, and not that of the providers", async () => {
  const folder = await tinyCopy();
  await writeFile(join(folder, "onnx/layer-2/model.onnx"), "no graph");
  const providers = [await faultyProvider("throws"), cpu()];
  await using embedder = await loadModel(folder, { providers, onWarning: () => {} });
  await expect(embedder.embed(["a text"], { layer: 2 })).rejects.toMatchObject({
    code: expect.stringMatching(/^(GRAPH_INVALID|SESSION_FAILED)$/),
  });
});
