import { isForTests, type SourceFile } from "./sources.mjs";

/**
 * The files in the root of a package's sources that are no entry of it: where there are folders, a file belongs into one. A package that has none is a
 * folder itself, and tests of an entry, or of the whole, lie in the root, too. `named`: the files that manifests and builds name as entries.
 */
export function strayRootFiles(files: readonly SourceFile[], named: ReadonlySet<string>): string[] {
  const sources = files.filter(({ path }) => !isForTests(path)).map(({ path }) => path);
  const withFolders = new Set(sources.flatMap((path) => /^(.*?\/src)\/.*\//.exec(path)?.[1] ?? []));
  return sources.filter((path) => withFolders.has(path.slice(0, path.lastIndexOf("/"))) && !named.has(path));
}
