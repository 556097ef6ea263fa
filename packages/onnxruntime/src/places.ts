import { join } from "node:path";
import { pathToFileURL } from "node:url";

// Kept in constants: webpack puts `undefined` for a `createRequire` that it knows, and a bundle in CommonJS has no import.meta.url.
const moduleUrl: unknown = import.meta.url;
const { createRequire } = process.getBuiltinModule("node:module");
const bundleFile = (): string => (typeof __filename === "string" ? __filename : join(process.cwd(), "bundle.js"));

/** What resolves and loads from a place. */
export type Loader = NodeJS.Require;

/** Loaders for where packages are looked for that `import` does not find: from where this code is, which may be a bundle, and from where the program is. */
export function loaders(): readonly Loader[] {
  const here = typeof moduleUrl === "string" ? moduleUrl : pathToFileURL(bundleFile()).href;
  const program = process.argv[1];
  return (program === undefined ? [here] : [here, pathToFileURL(program).href]).map((place) => createRequire(place));
}

/** The file of a package or of a part of it, or undefined where it is not installed. */
export function resolveFrom(load: Loader, specifier: string): string | undefined {
  try {
    return load.resolve(specifier);
  } catch {
    return undefined;
  }
}
