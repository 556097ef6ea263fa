import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance/models";
import { memorySource, nodeRuntime, openModel } from "@nestvec/runtime-node";

// However the bytes came here: from a bundle, a database, a download of your own.
const folder = fileURLToPath(new URL("tiny-modernbert/onnx", referenceModels));
const paths = (await readdir(folder, { recursive: true })).filter((path) => /\.(onnx|data|json)$/.test(path));
const files = await Promise.all(paths.map(async (path) => [path.replaceAll("\\", "/"), await readFile(join(folder, path))] as const));

const kept = new Map<string, string>();
const embedder = await openModel(
  memorySource(Object.fromEntries(files)),
  { maxTokens: 256 },
  {
    runtime: nodeRuntime(),
    clock: () => performance.now(),
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    digest: async (bytes) => createHash("sha256").update(bytes).digest("hex"),
    store: {
      read: async (key) => kept.get(key),
      write: async (key, text) => ({ kept: kept.set(key, text).has(key) }),
    },
  },
);
const { layer, vectors } = await embedder.embed(["from memory"], { dimension: 16 });
console.log(`layer ${layer}: ${vectors[0]?.length} numbers`);

await embedder.dispose();
