import type { GraphHeader } from "./graph-header.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { onceByKey } from "../files/once-by-key.ts";

/** The headers of a model's graphs, each read once, when it is first wanted. */
export interface GraphHeaders {
  /** @throws NestvecError FILE_MISSING, FILE_TRUNCATED, GRAPH_INVALID */
  read(graph: string): Promise<GraphHeader>;
  /** The header of a graph that was read by now. */
  known(graph: string): GraphHeader | undefined;
}

/** @see GraphHeaders */
export function graphHeaders(source: FileSource): GraphHeaders {
  const known = new Map<string, GraphHeader>();
  return {
    read: onceByKey(async (graph: string) => {
      // Loaded when it is needed: a model with a manifest does without until an exit is opened.
      const { readGraphHeader } = await import("./graph-header.ts");
      const header = await readGraphHeader(source, graph);
      known.set(graph, header);
      return header;
    }),
    known: (graph) => known.get(graph),
  };
}

/** Those of a model without graphs. */
export const noGraphHeaders: GraphHeaders = {
  read: async () => ({ externalFiles: [], weightBytes: 0, inputs: [], outputs: [], batchQuantizers: [], outputQuantizations: [] }),
  known: () => undefined,
};
