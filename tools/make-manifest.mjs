// Writes nestvec-manifest.json for a model's folder: size, sha256 and files of weights of everything that is read of it, since browsers ask for what
// is listed and for nothing else.
//   node tools/make-manifest.mjs packages/model-mini        (after `npm run build`)
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { neededFiles } from "../packages/core/dist/download.js";
import { modelFiles } from "../packages/core/dist/index.js";
import { directory } from "../packages/runtime-node/dist/index.js";

const root = process.argv[2] ?? "packages/model-mini";
rmSync(join(root, "nestvec-manifest.json"), { force: true }); // else the graphs would be described by the old one
const source = directory(root);
const files = modelFiles(source);
const needed = await neededFiles(source);
const listed = {};
for (const path of [...needed.paths, ...(await needed.weights())].toSorted()) {
  const bytes = readFileSync(join(root, path));
  listed[path] = { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
  if (path.endsWith(".onnx")) listed[path].externalFiles = (await files.externalFiles(path)).map((external) => external.path);
}
writeFileSync(join(root, "nestvec-manifest.json"), `${JSON.stringify({ version: 1, files: listed }, null, 1)}\n`);
