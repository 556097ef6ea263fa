import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LoadProgress } from "@nestvec/core";
import { expect, onTestFinished, test } from "vitest";
import { failure, filesBelow, hubForTest, temporaryFolder, tinyName } from "../testing/hub-for-test.ts";
import { withLock } from "../files/lock.ts";
import { pullModel } from "./pull-model.ts";

/** A disk of one megabyte, where this process may make one. */
async function smallDisk(): Promise<string | undefined> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return undefined;
  const folder = await temporaryFolder();
  if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]).status !== 0) return undefined;
  onTestFinished(() => void spawnSync("umount", [folder]));
  return folder;
}

function fillUp(filler: string): void {
  try {
    for (;;) writeFileSync(filler, Buffer.alloc(4096), { flag: "a" });
  } catch {
    // Full.
  }
}

test("a lock that a full disk cannot hold is none, and keeps nobody waiting", async ({ skip }) => {
  const disk = await smallDisk();
  if (disk === undefined) return skip("needs root on Linux, to make a small disk");
  fillUp(join(disk, "filler"));
  const error = await failure(withLock(join(disk, "a.lock"), undefined, async () => {}, "a file"));
  expect(error).toMatchObject({ code: "FILE_NOT_WRITABLE", details: { file: "a file", problem: "no space left on device" } });
  expect(await filesBelow(disk)).toEqual(["filler"]);
});

test("a disk that is too small is told before; one that fills up in between leaves nothing of the good name, and the download goes on once there is room", async ({
  skip,
}) => {
  const disk = await smallDisk();
  if (disk === undefined) return skip("needs root on Linux, to make a small disk");
  const { hub, options } = await hubForTest();
  const cacheFolder = join(disk, "hub");
  expect(await failure(pullModel(tinyName, { ...options, cacheFolder }))).toMatchObject({
    code: "DISK_FULL",
    details: { folder: cacheFolder },
  });
  const filler = join(disk, "filler");
  const fill = (): void => fillUp(filler);
  hub.behaviour.pieceMilliseconds = 60;
  const weights = "onnx/layer-2/model.onnx.data";
  const onProgress = ({ file, fileBytes }: LoadProgress): void => void (file === weights && fileBytes > 0 && fill());
  const error = await failure(pullModel(tinyName, { ...options, cacheFolder, layers: [2], onProgress }));
  expect(error).toMatchObject({ code: "FILE_NOT_WRITABLE", details: { problem: "no space left on device" } });
  expect((await filesBelow(cacheFolder)).some((path) => path.endsWith(weights))).toBe(false);
  rmSync(filler);
  expect((await pullModel(tinyName, { ...options, cacheFolder, layers: [2] })).layers).toEqual([2]);
});
