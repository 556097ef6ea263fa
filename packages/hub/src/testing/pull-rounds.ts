import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { repositoryOf } from "@nestvec/loopback-hub";
import { expect } from "vitest";
import { pullModel } from "../pull/pull-model.ts";
import { hubForTest, tinyFiles, tinyName } from "./hub-for-test.ts";

/** What many downloads over bad connections came to. */
export interface Rounds {
  /** Bytes of files that the two hosts sent. */
  readonly sent: number;
  /** Bytes of the files. */
  readonly bytes: number;
  readonly cuts: number;
}

/** Downloads a model again and again, some at once, over connections that are cut at random, and compares every file. */
export async function pullRounds(count: number): Promise<Rounds> {
  const files = tinyFiles();
  const { hub, cacheFolder, options } = await hubForTest([repositoryOf(tinyName, files)]);
  let cuts = 0;
  hub.behaviour.cutAfter = (path) => {
    const size = files[path]?.length ?? 0;
    if (size < 10_000 || Math.random() < 0.5) return undefined;
    cuts += 1;
    return Math.floor(Math.random() * size);
  };
  let bytes = 0;
  const waiting = Array.from({ length: count }, (_, round) => round);
  const worker = async (): Promise<void> => {
    for (let round = waiting.pop(); round !== undefined; round = waiting.pop()) {
      const pulled = await pullModel(tinyName, { ...options, cacheFolder: join(cacheFolder, String(round)), layers: [2, 6] });
      for (const { path, sha256, bytes: size } of pulled.files) {
        bytes += size;
        const content = await readFile(join(pulled.folder, path));
        expect(createHash("sha256").update(content).digest("hex"), path).toBe(sha256);
        expect(Buffer.compare(content, Buffer.from(files[path] ?? ""))).toBe(0);
      }
      await rm(join(cacheFolder, String(round)), { recursive: true });
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  const ofFiles = hub.log.filter(({ status, method, path }) => method === "GET" && status < 300 && /\/repos\/|resolve-cache/.test(path));
  return { sent: ofFiles.reduce((sum, { sent }) => sum + sent, 0), bytes, cuts };
}
