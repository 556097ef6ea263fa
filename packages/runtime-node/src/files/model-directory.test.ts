import { cp } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { loadModel } from "../open/load-model.ts";
import { modelDirectory } from "./model-directory.ts";
import { failure, temporaryFolder, tiny, vectorOf } from "../testing/model-copies.ts";

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
  const web = await failure(loadModel("https://example.org/model/"));
  expect(web.message).toContain("ORG/NAME");
});

test.each(["all-MiniLM-L6-v2", "./no-such-model"])(
  "of %s, which is no name on a hub, it is said that there is no such folder",
  async (model) => {
    const error = await failure(loadModel(model));
    const noFolder = resolve(model);
    expect(error).toMatchObject({ code: "MODEL_NOT_FOUND", details: { model, noFolder } });
    expect(error.message).toContain(`there is no folder ${noFolder}`);
  },
);
