import { once } from "node:events";
import { chmod, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { repositoryOf, sha256 } from "@nestvec/loopback-hub";
import { expect, test } from "vitest";
import { filesBelow, hubForTest, tinyFiles, tinyName } from "../testing/hub-for-test.ts";
import { pullEnd, resultOf, startPull } from "../testing/pulling-process.ts";
import { pullModel } from "./pull-model.ts";

const weights = "onnx/layer-2/model.onnx.data";

test("two processes at once share the work: each file comes once, and both have the model", async () => {
  const { hub, options } = await hubForTest();
  hub.behaviour.pieceMilliseconds = 5;
  const [left, right] = (await Promise.all([0, 1].map(() => pullEnd(startPull(tinyName, options))))).map(resultOf);
  expect(left?.folder).toBe(right?.folder);
  const files = hub.log.filter(({ method, status, path }) => method === "GET" && status === 200 && /repos|resolve-cache/.test(path));
  expect(files.map(({ path }) => path)).toEqual([...new Set(files.map(({ path }) => path))]);
  for (const name of (await filesBelow(options.cacheFolder)).filter((blob) => /blobs.[0-9a-f]{64}$/.test(blob)))
    expect(sha256(await readFile(join(options.cacheFolder, name)))).toBe(name.slice(-64));
});

test.each(["SIGINT", "SIGKILL"] as const)(
  "%s in the midst leaves nothing that looks whole, and the next goes on from there",
  async (signal) => {
    const { hub, options } = await hubForTest();
    hub.behaviour.pieceMilliseconds = 50;
    const child = startPull(tinyName, { ...options, layers: [2] });
    const ended = pullEnd(child);
    for await (const text of child.stdout ?? []) if (String(text).includes(weights)) break;
    child.kill(signal);
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    expect((await ended).lines.at(-1)).not.toContain("folder");
    const left = await filesBelow(options.cacheFolder);
    expect(left.some((path) => path.endsWith(weights))).toBe(false);
    expect(left.some((path) => path.includes(".incomplete"))).toBe(true);
    hub.behaviour.pieceMilliseconds = 0;
    hub.log.length = 0;
    await pullModel(tinyName, { ...options, layers: [2] });
    expect(hub.log.some(({ status }) => status === 206)).toBe(true);
    expect((await filesBelow(options.cacheFolder)).filter((path) => path.includes("incomplete"))).toEqual([]);
  },
);

// For root, folders are always writable.
const otherUser = process.getuid?.() === 0 ? 65_534 : undefined;

test.skipIf(process.platform === "win32")(
  "a cache that cannot be written to is read; what is not in it is an error of the file",
  async () => {
    const { hub, options } = await hubForTest();
    await pullModel(tinyName, { ...options, layers: [2] });
    const folders = [join(options.cacheFolder, ".."), options.cacheFolder];
    await chmod(folders[0] ?? "", 0o755);
    const home = join(options.cacheFolder, "models--some-org--tiny-modernbert");
    const all = [
      options.cacheFolder,
      join(options.cacheFolder, ".locks"),
      home,
      join(home, "blobs"),
      join(home, "refs"),
      join(home, "snapshots"),
    ];
    for (const folder of all) await chmod(folder, 0o555);
    try {
      const read = resultOf(await pullEnd(startPull(tinyName, { ...options, layers: [2] }, { uid: otherUser })));
      expect(read).toMatchObject({ downloadedBytes: 0 });
      const other = resultOf(await pullEnd(startPull(tinyName, { ...options, layers: [4] }, { uid: otherUser })));
      expect(other).toMatchObject({ code: "FILE_NOT_WRITABLE", message: expect.stringMatching(/permission denied|read-only/) });
      hub.repositories.set(tinyName, repositoryOf(tinyName, { ...tinyFiles(), "README.md": "another commit" }));
      const moved = resultOf(await pullEnd(startPull(tinyName, { ...options, layers: [2] }, { uid: otherUser })));
      expect(moved).toMatchObject({ code: "FILE_NOT_WRITABLE" });
    } finally {
      for (const folder of all) await chmod(folder, 0o755);
      await rm(home, { recursive: true });
    }
  },
);
