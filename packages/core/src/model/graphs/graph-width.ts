import type { FileSource } from "../../runtime/runtime.ts";

/**
 * The length of the vectors of a graph, by its header: the last size of its outputs of `[rows, width]` and `[rows, tokens, width]`. Undefined
 * where it leaves that open, or its outputs differ.
 * @throws NestvecError FILE_MISSING, FILE_TRUNCATED, GRAPH_INVALID
 */
export async function graphWidth(source: FileSource, graph: string): Promise<number | undefined> {
  // Most models' files state their width: what reads headers is loaded by those that do not.
  const { readGraphHeader } = await import("./graph-header.ts");
  const { outputs } = await readGraphHeader(source, graph);
  const widths = new Set(outputs.flatMap(({ shape }) => (shape?.length === 2 || shape?.length === 3 ? [shape.at(-1)] : [])));
  return widths.size === 1 ? [...widths][0] : undefined;
}
