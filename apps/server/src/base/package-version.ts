import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** This package's version, from its manifest. */
export function packageVersion(): string {
  const file = createRequire(import.meta.url).resolve("@nestvec/server/package.json");
  const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "";
}
