// Loads the workspace's TypeScript sources one file at a time, so that what ran can be told file by file: Node 20 cannot run TypeScript, and a
// build is one file.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { transform } from "esbuild";
import { readManifest, root, workspaceFolders } from "../run/workspace.mjs";

/** @type {Map<string, string>} what the packages export, as the URL of its source */
const entries = new Map();
for (const folder of workspaceFolders()) {
  const { name, exports = {} } = readManifest(join(root, folder));
  for (const [path, target] of Object.entries(exports)) {
    const source = typeof target === "object" && target !== null && "@nestvec/source" in target ? target["@nestvec/source"] : undefined;
    if (typeof source === "string") entries.set(name + path.slice(1), pathToFileURL(join(root, folder, source)).href);
  }
}

/** @type {import("node:module").ResolveHook} */
export async function resolve(specifier, context, next) {
  const known = entries.get(specifier);
  if (known !== undefined) return { url: known, shortCircuit: true };
  if (specifier.startsWith(".") && context.parentURL?.endsWith(".ts")) {
    const url = new URL(specifier, context.parentURL);
    if (url.pathname.endsWith(".ts") && existsSync(fileURLToPath(url))) return { url: url.href, shortCircuit: true };
  }
  return next(specifier, context);
}

/** @type {import("node:module").LoadHook} */
export async function load(url, context, next) {
  if (!url.startsWith("file:") || !url.endsWith(".ts")) return next(url, context);
  const file = fileURLToPath(url);
  const { code } = await transform(readFileSync(file, "utf8"), {
    loader: "ts",
    format: "esm",
    target: "es2022",
    sourcefile: dirname(file),
  });
  return { format: "module", source: code, shortCircuit: true };
}
