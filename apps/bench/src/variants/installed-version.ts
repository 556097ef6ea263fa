import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The version of a package as a file finds it. Read from its folder, since some do not export their package.json. */
export function installedVersion(name: string, from: string): string {
  for (const folder of createRequire(from).resolve.paths(name) ?? []) {
    try {
      const manifest = JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8")) as { readonly version?: string };
      return manifest.version ?? "of unknown version";
    } catch {
      // Not in this one.
    }
  }
  return "of unknown version";
}

/** The address of a file in a package, from which the package's own dependencies are found. */
export function packageUrl(folder: string, name: string): string {
  return pathToFileURL(join(folder, "node_modules", name, "package.json")).href;
}
