import { fileURLToPath } from "node:url";

/** The path of a file of this package's build. Node 20 cannot run the sources, so that the tests' own children run the build, too. */
export function builtFile(name: string): string {
  const folder = import.meta.url.endsWith(".ts") ? "../../dist/" : "./";
  return fileURLToPath(new URL(folder + name, import.meta.url));
}
