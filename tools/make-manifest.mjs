// Writes nestvec-manifest.json for a model's folder: size, sha256 and files of weights of everything that is read of it, since browsers ask for what
// is listed and for nothing else.
//   node tools/make-manifest.mjs packages/model-mini        (after `npm run build`)
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeModel, modelFiles } from "../packages/core/dist/index.js";
import { directory } from "../packages/runtime-node/dist/index.js";

const root = process.argv[2] ?? "packages/model-mini";
rmSync(join(root, "nestvec-manifest.json"), { force: true }); // else the graphs would be described by the old one
const folder = directory(root);
const settings = new Set();
const source = {
  ...folder,
  async size(path) {
    const bytes = await folder.size(path);
    if (bytes !== undefined && path.endsWith(".json")) settings.add(path);
    return bytes;
  },
};
const files = modelFiles(source);
const description = await describeModel(source);

const entry = (path) => {
  const bytes = readFileSync(join(root, path));
  return { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
};
const listed = new Map([description.tokenizerPath, ...settings].map((path) => [path, entry(path)]));
for (const { graph } of description.exits) {
  const weights = description.table === undefined ? (await files.externalFiles(graph)).map(({ path }) => path) : [];
  listed.set(graph, { ...entry(graph), externalFiles: weights });
  for (const path of weights) listed.set(path, entry(path));
}
const sorted = [...listed].toSorted(([left], [right]) => (left < right ? -1 : 1));
writeFileSync(join(root, "nestvec-manifest.json"), `${JSON.stringify({ version: 1, files: Object.fromEntries(sorted) }, null, 1)}\n`);
