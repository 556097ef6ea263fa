// The prepack script of every package: puts the text of each licence that the package names beside its package.json, so that it is in the tarball.
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { readManifest, root } from "./run/workspace.mjs";

const files = { MIT: "LICENSE-MIT", "Apache-2.0": "LICENSE-APACHE" };
const folder = process.cwd();
const named = readManifest(folder).license?.split(" OR ") ?? [];

for (const [licence, file] of Object.entries(files)) {
  if (named.includes(licence)) copyFileSync(join(root, file), join(folder, file));
}
