import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LoadProgress } from "@nestvec/core";
import { repositoryOf } from "@nestvec/loopback-hub";
import { expect, test } from "vitest";
import { pullRounds } from "../testing/pull-rounds.ts";
import { failure, filesBelow, hubForTest, temporaryFolder, tinyFiles, tinyName } from "../testing/hub-for-test.ts";
import { pullModel } from "./pull-model.ts";

test("20 downloads with connections cut at random are whole, and at most 1 % of the bytes come twice", async () => {
  const { sent, bytes, cuts } = await pullRounds(20);
  expect(cuts).toBeGreaterThan(20);
  expect(sent / bytes).toBeLessThanOrEqual(1.01);
});

test("a download that was stopped goes on in the next, and until then nothing has the good name", async () => {
  const { hub, options, cacheFolder } = await hubForTest();
  const controller = new AbortController();
  hub.behaviour.pieceMilliseconds = 20;
  const stop = pullModel(tinyName, {
    ...options,
    signal: controller.signal,
    onProgress: ({ file, fileBytes }) => void (file.endsWith("layer-6/model.onnx.data") && fileBytes > 0 && controller.abort()),
  });
  expect(await failure(stop)).toMatchObject({ code: "ABORTED" });
  const left = await filesBelow(cacheFolder);
  expect(left.filter((path) => path.includes("incomplete")).length).toBeGreaterThan(0);
  expect(left.some((path) => path.endsWith("layer-6/model.onnx.data"))).toBe(false);
  expect(left.filter((path) => path.includes("lock"))).toEqual([]);
  hub.log.length = 0;
  hub.behaviour.pieceMilliseconds = 0;
  await pullModel(tinyName, options);
  expect(hub.log.some(({ status }) => status === 206)).toBe(true);
  expect((await filesBelow(cacheFolder)).filter((path) => path.includes("incomplete"))).toEqual([]);
});

test("a beginning that is not the file's is thrown away", async () => {
  const { hub, options, cacheFolder } = await hubForTest();
  const weights = hub.repositories.get(tinyName)?.files.find(({ path }) => path === "onnx/layer-2/model.onnx.data");
  await pullModel(tinyName, { ...options, layers: [4] });
  const place = join(cacheFolder, "models--some-org--tiny-modernbert", "blobs", weights?.lfs ?? "");
  await writeFile(`${place}.nestvec-0badc0de.incomplete`, randomBytes(1000));
  await writeFile(`${place}.nestvec-0badc0df.incomplete`, randomBytes(10_000_000));
  // What Python writes at this moment is not touched.
  await writeFile(`${place}.0badc0de.incomplete`, "Python's");
  const { folder } = await pullModel(tinyName, { ...options, layers: [2] });
  expect(Buffer.compare(await readFile(join(folder, "onnx/layer-2/model.onnx.data")), weights?.bytes ?? new Uint8Array())).toBe(0);
  const left = (await filesBelow(cacheFolder)).filter((path) => path.includes("incomplete"));
  expect(left).toEqual([expect.stringMatching(/\.0badc0de\.incomplete$/)]);
});

test("a hub that is busy is asked again, when it says so", async () => {
  const { hub, options } = await hubForTest();
  hub.behaviour.refusals.push({ status: 429, retryAfter: "1" }, { status: 503, path: /resolve/ }, { status: 500, path: /repos/ });
  const started = performance.now();
  expect((await pullModel(tinyName, options)).layers).toEqual([2, 4, 6]);
  // Timers may be a little early.
  expect(performance.now() - started).toBeGreaterThan(990);
});

test("a hub that asks to be left alone for long is an error that says for how long", async () => {
  const { hub, options } = await hubForTest();
  hub.behaviour.refusals.push({ status: 429, retryAfter: "3000", path: /api/ });
  const error = await failure(pullModel(tinyName, options));
  expect(error).toMatchObject({ code: "HUB_UNREACHABLE", retryAfterMilliseconds: 3_000_000 });
  expect(error.message).toContain("Try again in 3,000 s");
});

test("a network that is gone while files come is an error of the hub, to be tried again, and what came is kept", async () => {
  const { hub, options } = await hubForTest();
  const weights = "onnx/layer-2/model.onnx.data";
  let cuts = 0;
  hub.behaviour.cutAfter = (path) => {
    if (path !== weights || cuts++ > 0) return undefined;
    // Longer than anybody waits.
    hub.behaviour.refusals.push({ status: 503, retryAfter: "3000", path: /^.repos/ });
    return 40_000;
  };
  const error = await failure(pullModel(tinyName, { ...options, layers: [2] }));
  expect(error).toMatchObject({ code: "HUB_UNREACHABLE", retryable: true, retryAfterMilliseconds: 3_000_000 });
  expect(error.message).toMatch(/"onnx\/layer-2\/model\.onnx\.data" broke off after 40,000 bytes, which are kept \(127.*answered 503\)/);
  hub.log.length = 0;
  await pullModel(tinyName, { ...options, layers: [2] });
  expect(hub.log.filter(({ status }) => status === 206).map(({ range }) => range)).toEqual(["bytes=40000-"]);
});

test("one file that fails stops the others, and what came of them is kept", async () => {
  const { hub, options, cacheFolder } = await hubForTest();
  const ofLayer = (layer: number) =>
    hub.repositories.get(tinyName)?.files.find(({ path }) => path === `onnx/layer-${layer}/model.onnx.data`)?.lfs ?? "";
  const onProgress = ({ file, fileBytes }: LoadProgress): void => {
    if (file === "onnx/layer-6/model.onnx.data" && fileBytes === 0) hub.behaviour.pieceMilliseconds = 200;
  };
  hub.behaviour.refusals.push({ status: 403, path: new RegExp(`^.repos.${ofLayer(2)}`) });
  expect(await failure(pullModel(tinyName, { ...options, onProgress }))).toMatchObject({ code: "HUB_REFUSED" });
  const left = await filesBelow(cacheFolder);
  expect(left.filter((path) => path.endsWith(ofLayer(4)) || path.endsWith(ofLayer(6)))).toEqual([]);
  expect(left.filter((path) => path.endsWith(".lock"))).toEqual([]);
});

test("a server that gives no parts gives the whole again", async () => {
  const { hub, options } = await hubForTest();
  let cuts = 0;
  hub.behaviour.givesParts = false;
  hub.behaviour.cutAfter = (path) => (path.endsWith(".data") && cuts++ < 2 ? 40_000 : undefined);
  const { folder } = await pullModel(tinyName, { ...options, layers: [2] });
  expect(await readFile(join(folder, "onnx/layer-2/model.onnx.data"))).toEqual(
    Buffer.from(tinyFiles()["onnx/layer-2/model.onnx.data"] as Uint8Array),
  );
});

test("an empty file is one", async () => {
  const { options } = await hubForTest([repositoryOf(tinyName, { ...tinyFiles(), "quality.json": "" })]);
  const { folder } = await pullModel(tinyName, { ...options, to: await temporaryFolder() });
  expect(await readFile(join(folder, "quality.json"))).toHaveLength(0);
});
