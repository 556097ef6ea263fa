import { fileURLToPath } from "node:url";
import { describeModel, progressTally } from "@nestvec/core";
import { referenceModels } from "@nestvec/conformance/models";
import { folderFiles, repositoryOf, startLoopbackHub } from "@nestvec/loopback-hub";
import { expect, onTestFinished, test } from "vitest";
import { memoryStore } from "./blob-store.ts";
import { urlSource } from "./url-source.ts";

const name = "some-org/tiny-modernbert";
const files = folderFiles(fileURLToPath(new URL("tiny-modernbert", referenceModels)));

test("the address of a repository of the hub is one of a model, over its redirects to another host and broken connections", async () => {
  const hub = await startLoopbackHub([repositoryOf(name, files)]);
  onTestFinished(() => hub.close());
  const store = memoryStore();
  const visit = () =>
    urlSource(new URL(`${hub.endpoint}/${name}/resolve/main/`), { store, progress: progressTally(undefined, () => performance.now()) });
  const source = visit();
  expect((await describeModel(source)).exits.map(({ layer }) => layer)).toEqual([2, 4, 6]);
  let cuts = 0;
  hub.behaviour.cutAfter = (path) => (path.endsWith(".data") && cuts++ === 0 ? 100_000 : undefined);
  const path = "onnx/layer-2/model.onnx.data";
  expect(Buffer.compare(Buffer.from(await source.read(path)), Buffer.from(files[path] ?? ""))).toBe(0);
  expect(hub.log.some(({ host, status }) => host === "storage" && status === 206)).toBe(true);
  hub.log.length = 0;
  expect(Buffer.compare(Buffer.from(await visit().read(path)), Buffer.from(files[path] ?? ""))).toBe(0);
  expect(hub.log.filter(({ host, method }) => host === "storage" && method === "GET")).toEqual([]);
});

test("a hub that is busy is waited for as long as it says", async () => {
  const hub = await startLoopbackHub([repositoryOf(name, files)]);
  onTestFinished(() => hub.close());
  const source = urlSource(new URL(`${hub.endpoint}/${name}/resolve/main/`), {
    store: memoryStore(),
    progress: progressTally(undefined, () => 0),
  });
  hub.behaviour.refusals.push({ status: 429, retryAfter: "1", path: /repos/ });
  const started = performance.now();
  const path = "onnx/layer-2/model.onnx";
  expect((await source.read(path)).length).toBe(files[path]?.length);
  // Timers may be a little early.
  expect(performance.now() - started).toBeGreaterThan(990);
});
