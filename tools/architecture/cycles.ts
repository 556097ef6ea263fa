import { posix } from "node:path";
import { importsOf, isForTests, type SourceFile } from "./sources.mjs";

/** Circles of imports between files, type imports included, as "a → b → a": none is found only where there is none. */
export function importCycles(files: readonly SourceFile[]): string[] {
  return circles(new Map(files.map((file) => [file.path, relativeImports(file)])));
}

/**
 * Circles of imports between folders, type imports included. A folder has a level: what it imports from never imports from it, directly or through
 * others. Tests are not counted, nor what only they use: a test of a step may well run the whole.
 */
export function folderCycles(files: readonly SourceFile[]): string[] {
  const graph = new Map<string, Set<string>>();
  for (const file of files.filter(({ path }) => !isForTests(path))) {
    const folder = posix.dirname(file.path);
    const below = graph.get(folder) ?? new Set();
    for (const path of relativeImports(file)) if (posix.dirname(path) !== folder) below.add(posix.dirname(path));
    graph.set(folder, below);
  }
  return circles(graph);
}

function circles(graph: ReadonlyMap<string, Iterable<string>>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path].join(" → "));
    if (start >= 0 || done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}

function relativeImports(file: SourceFile): string[] {
  return importsOf(file)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => posix.join(posix.dirname(file.path), specifier));
}
