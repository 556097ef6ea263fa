import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { messageOf } from "@nestvec/core";

// Kept in a constant: where a bundler sees `new URL(…, import.meta.url)` or `createRequire(import.meta.url)` it puts something else there.
// A bundle in CommonJS has no import.meta.url at all.
const moduleUrl: unknown = import.meta.url;

/** Where this code is: the file of this package or, in a bundle, of the bundle. */
const here: string = typeof moduleUrl === "string" ? moduleUrl : pathToFileURL(bundleFile()).href;

function bundleFile(): string {
  return typeof __filename === "string" ? __filename : join(process.cwd(), "bundle.js");
}

/** The file that workers run, or why it cannot be found: only beside the package's own code, and not beside a bundle of it. */
export function workerFile(): URL | { readonly problem: string } {
  // The sources' own tests run the built worker: Node 20 cannot run TypeScript.
  const root = new URL(here.endsWith(".ts") ? "../../" : "../", here);
  const problem = "not known, since this application is built into one file";
  try {
    const manifest: unknown = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
    const isOurs = typeof manifest === "object" && manifest !== null && "name" in manifest && manifest.name === "@nestvec/runtime-node";
    return isOurs ? new URL("dist/worker.js", root) : { problem };
  } catch {
    return { problem };
  }
}

/** The path of a file of an installed package, found from where this code is; or why it cannot be. */
export function installedFile(specifier: string): string | { readonly problem: string } {
  try {
    return createRequire(here).resolve(specifier);
  } catch (error) {
    return { problem: messageOf(error).split("\n", 1)[0] ?? "" };
  }
}
