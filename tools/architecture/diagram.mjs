import { posix } from "node:path";
import { importsOf, isForTests, packageFolderOf, packageOf } from "./sources.mjs";

/** @typedef {import("./sources.mjs").SourceFile} SourceFile */
/** @typedef {Map<string, Set<string>>} Graph each node's imports */

/**
 * ARCHITECTURE.md with its diagrams made anew. One stands between `<!-- diagram: packages -->`, or the folder of a package, or one inside its `src`, in
 * place of `packages`, and `<!-- /diagram -->`.
 * @param {string} document
 * @param {readonly SourceFile[]} sources
 * @returns {string}
 */
export function replaceDiagrams(document, sources) {
  return document.replace(/^(<!-- diagram: (\S+) -->)\n[\s\S]*?^(<!-- \/diagram -->)$/gm, (_, start, what, end) => {
    const graph = what === "packages" ? packageGraph(sources) : folderGraph(sources, what);
    return `${start}\n\n\`\`\`\n${layerDiagram(graph)}\n\`\`\`\n\n${end}`;
  });
}

/**
 * One name for the packages of ONNX Runtime's binaries, a package a system.
 * @param {string | undefined} folder
 */
const familyOf = (folder) => folder?.replace(/^(packages\/onnxruntime-).*$/, "$1*");

/**
 * What each package imports, tests left out.
 * @param {readonly SourceFile[]} sources
 * @returns {Graph}
 */
function packageGraph(sources) {
  /** @type {Graph} */
  const graph = new Map();
  for (const file of sources) {
    if (isForTests(file.path)) continue;
    for (const specifier of importsOf(file)) addImport(graph, familyOf(packageOf(file.path)) ?? "", familyOf(packageFolderOf(specifier)));
  }
  return graph;
}

/**
 * What each folder of a package's `src`, or of a folder in it, imports of the others, tests and the entries in `src` itself left out.
 * @param {readonly SourceFile[]} sources
 * @param {string} home "packages/core", "packages/core/src/model"
 * @returns {Graph}
 */
function folderGraph(sources, home) {
  const inside = home.includes("/src/") ? `${home}/` : `${home}/src/`;
  const folderOf = (/** @type {string} */ path) =>
    path.startsWith(inside) ? /^[^/]+(?=\/)/.exec(path.slice(inside.length))?.[0] : undefined;
  /** @type {Graph} */
  const graph = new Map();
  for (const file of sources) {
    const folder = isForTests(file.path) ? undefined : folderOf(file.path);
    if (folder === undefined) continue;
    addImport(graph, folder, undefined);
    for (const specifier of importsOf(file))
      if (specifier.startsWith(".")) addImport(graph, folder, folderOf(posix.join(posix.dirname(file.path), specifier)));
  }
  return graph;
}

/**
 * @param {Graph} graph
 * @param {string} from
 * @param {string | undefined} to
 */
function addImport(graph, from, to) {
  for (const node of [from, to]) if (node !== undefined && !graph.has(node)) graph.set(node, new Set());
  if (to !== undefined && to !== from) graph.get(from)?.add(to);
}

/**
 * A line a node, the lowest layer last. A node stands one layer above the highest that it imports. Of its imports those are shown that do not
 * follow from the others.
 * @param {Graph} graph
 * @returns {string}
 * @throws where imports go round in a circle
 */
export function layerDiagram(graph) {
  /** @type {Map<string, number>} */
  const heights = new Map();
  const heightOf = (/** @type {string} */ node, /** @type {readonly string[]} */ trail = []) => {
    if (trail.includes(node)) throw new Error(`The imports go round in a circle: ${[...trail, node].join(" → ")}.`);
    const known = heights.get(node);
    if (known !== undefined) return known;
    /** @type {number} */
    const height = 1 + Math.max(0, ...Array.from(graph.get(node) ?? [], (next) => heightOf(next, [...trail, node])));
    heights.set(node, height);
    return height;
  };
  /** @type {(from: string, to: string) => boolean} */
  const reaches = (from, to) => from === to || [...(graph.get(from) ?? [])].some((next) => reaches(next, to));

  const width = Math.max(...Array.from(graph.keys(), (node) => node.length));
  const digits = String(Math.max(...Array.from(graph.keys(), (node) => heightOf(node)))).length;
  return [...graph]
    .toSorted(([one], [other]) => heightOf(other) - heightOf(one) || (one < other ? -1 : 1))
    .map(([node, imports]) => {
      const direct = [...imports].filter((to) => ![...imports].some((other) => other !== to && reaches(other, to)));
      const arrow = direct.length === 0 ? "" : ` → ${direct.toSorted().join(", ")}`;
      return `${String(heightOf(node)).padStart(digits)}  ${node.padEnd(width)}${arrow}`.trimEnd();
    })
    .join("\n");
}
