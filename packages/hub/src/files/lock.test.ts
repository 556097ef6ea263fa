import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { failure, filesBelow, temporaryFolder } from "../testing/hub-for-test.ts";
import { withLock } from "./lock.ts";
import { thisProcess } from "./owner.ts";

async function lockPath(): Promise<string> {
  const path = join(await temporaryFolder(), "locks", "a.lock");
  await mkdir(dirname(path));
  return path;
}

test("work under one lock is done one after the other, and the lock is gone after it, however it ends", async () => {
  const path = await lockPath();
  let inside = 0;
  const works = Array.from({ length: 8 }, (_, place) =>
    withLock(path, undefined, async () => {
      expect(++inside).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside -= 1;
      if (place === 3) throw new Error("on purpose");
    }),
  );
  const ends = await Promise.allSettled(works);
  expect(ends.filter(({ status }) => status === "rejected")).toHaveLength(1);
  expect(await filesBelow(dirname(path))).toEqual([]);
});

test("the lock of a process that died is taken over", async () => {
  const path = await lockPath();
  const child = spawn(process.execPath, ["--eval", ""]);
  await once(child, "exit");
  await writeFile(path, JSON.stringify({ pid: child.pid, host: thisProcess().host, id: "gone" }));
  expect(await withLock(path, undefined, async () => "done")).toBe("done");
});

test("what runs under the same number on another machine, or in another container, says nothing of a lock's holder", async () => {
  const path = await lockPath();
  await writeFile(path, JSON.stringify({ pid: process.pid, host: "other", id: "another" }));
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(path, longAgo, longAgo);
  expect(await withLock(path, undefined, async () => "done")).toBe("done");
  const child = spawn(process.execPath, ["--eval", ""]);
  await once(child, "exit");
  await writeFile(path, JSON.stringify({ pid: child.pid, host: "other", id: "another" }));
  expect(await failure(withLock(path, AbortSignal.timeout(300), async () => {}))).toMatchObject({ code: "ABORTED" });
});

test.each(["another machine's", "no"])("the lock of %s process is taken over once it is silent for long", async (whose) => {
  const path = await lockPath();
  await writeFile(path, whose === "no" ? "" : JSON.stringify({ pid: 1, host: "another", id: "silent" }));
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 300);
  const waiting = await failure(withLock(path, controller.signal, async () => {}));
  expect(waiting.code).toBe("ABORTED");
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(path, longAgo, longAgo);
  expect(await withLock(path, undefined, () => readFile(path, "utf8"))).toContain(String(process.pid));
});
