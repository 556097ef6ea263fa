import { expect, test } from "vitest";
import type { LoadProgress } from "@nestvec/core";
import { loadModel, type LoadOptions } from "./load-model.ts";
import { failure, tiny } from "../testing/model-copies.ts";

const isolations = ["none", "thread", "process"] as const satisfies readonly LoadOptions["isolation"][];

test.each(isolations)("progress is told of each file that is loaded, with isolation: %s", async (isolation) => {
  const told: LoadProgress[] = [];
  const embedder = await loadModel(tiny, { isolation, onProgress: (progress) => told.push(progress) });
  expect(told.map(({ file }) => file)).toContain("tokenizer.json");
  const atFirst = told.length;
  await embedder.embed(["a text"], { layer: 2 });
  expect(told.slice(atFirst).map(({ file }) => file)).toContain("onnx/layer-2/model.onnx");
  const last = told.at(-1);
  expect(last).toMatchObject({ from: "disk", bytes: last?.totalBytes });
  for (const { fileBytes, fileTotalBytes, bytes, totalBytes } of told) {
    expect(fileBytes).toBeLessThanOrEqual(fileTotalBytes ?? 0);
    expect(bytes).toBeLessThanOrEqual(totalBytes);
  }
  await embedder.dispose();
});

test.each(isolations)("loading can be stopped before and while it goes on, with isolation: %s", async (isolation) => {
  const reason = new Error("no longer wanted");
  const before = await failure(loadModel(tiny, { isolation, signal: AbortSignal.abort(reason) }));
  expect(before).toMatchObject({ code: "ABORTED", details: { what: "loading" }, cause: reason });
  const controller = new AbortController();
  const loading = loadModel(tiny, { isolation, signal: controller.signal });
  controller.abort(reason);
  expect(await failure(loading)).toMatchObject({ code: "ABORTED", details: { what: "loading" }, cause: reason });
});

test("a signal that stops loading does not stop later work", async () => {
  const controller = new AbortController();
  const embedder = await loadModel(tiny, { signal: controller.signal });
  controller.abort();
  expect((await embedder.embed(["a text"])).vectors).toHaveLength(1);
  await embedder.dispose();
});

test("what is no signal is refused", async () => {
  const error = await failure(loadModel(tiny, { signal: true } as unknown as LoadOptions));
  expect(error).toMatchObject({ code: "ARGUMENT_INVALID", details: { argument: "signal" } });
});
