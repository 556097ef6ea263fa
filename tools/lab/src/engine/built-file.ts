import { fileURLToPath } from "node:url";

/** The path of a file of this package's build, also from its sources: Node 20 cannot run those. */
export function builtFile(name: string): string {
  const folder = import.meta.url.endsWith(".ts") ? "../../dist/" : "./";
  return fileURLToPath(new URL(folder + name, import.meta.url));
}
