import { cp } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { loadModel } from "./load-model.ts";
import { modelDirectory } from "./model-directory.ts";
import { failure, temporaryFolder, tiny, vectorOf } from "./testing/model-copies.ts";

test("a folder is also given by its file: URL, as a text or a URL; other URLs name no folder", async () => {
  const folder = join(await temporaryFolder(), "a model, 100 %");
  await cp(join(tiny, "onnx"), join(folder, "onnx"), { recursive: true });
  const expected = await vectorOf(tiny);
  for (const model of [pathToFileURL(folder), pathToFileURL(`${folder}/`).href, pathToFileURL(join(folder, "onnx"))]) {
    await using embedder = await loadModel(model);
    expect((await embedder.embed(["a text"], { layer: 2 })).space).toContain("tiny");
    expect(await modelDirectory(model)).toBe(folder);
  }
  expect(await vectorOf(folder)).toEqual(expected);
  for (const model of ["https://example.org/model/", new URL("https://example.org/model/"), "file://another-host/model", ""]) {
    const error = await failure(loadModel(model));
    expect(error).toMatchObject({ code: "ARGUMENT_INVALID", details: { argument: "model" } });
  }
});
