import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels, sessionLaws, testRuntime, type ReferenceModel } from "@nestvec/conformance";
import type { FileSource } from "@nestvec/core";
import { afterAll, beforeAll, describe } from "vitest";
import { after, sha256 } from "../platform/node-platform.ts";
import { cacheStore } from "../platform/cache-store.ts";
import { directory } from "../files/directory.ts";
import { modelDirectory } from "../files/model-directory.ts";
import { nodeRuntime } from "./node-runtime.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "nestvec-runtime-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const mini = await modelDirectory("nestvec-mini");
const source = (model: ReferenceModel): FileSource =>
  directory(model === "nestvec-mini" ? mini : fileURLToPath(new URL(model, referenceModels)));
const platform = { clock: () => performance.now(), after, digest: sha256, store: cacheStore(join(tmpdir(), "nestvec-runtime-cache")) };

async function onDisk(files: Readonly<Record<string, Uint8Array | string>>): Promise<FileSource> {
  const folder = await mkdtemp(join(root, "model-"));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return directory(folder);
}

testRuntime(() => nodeRuntime(), { provider: "cpu", source, platform, place: onDisk });

describe("from memory", () =>
  sessionLaws({ makeRuntime: () => nodeRuntime({ threads: 1 }), provider: "cpu", platform, tokenizerSource: source("tiny-modernbert") }));
