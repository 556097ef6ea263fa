import type { GraphHeader } from "../onnx/graph-header.ts";
import { layerUnavailable } from "../encoder/encoder.ts";
import type { ReadModel } from "./read-model.ts";

type Headers = Pick<ReadModel, "description" | "headers">;

/** The header of a layer's graph, where it was read by now. @throws NestvecError LAYER_UNAVAILABLE */
export const knownHeader = ({ description, headers }: Headers, layer: number): GraphHeader | undefined =>
  headers.known(graphOf(description, layer));

/** Reads the header of a layer's graph. @throws NestvecError LAYER_UNAVAILABLE, FILE_MISSING, FILE_TRUNCATED, GRAPH_INVALID */
export const readHeader = async ({ description, headers }: Headers, layer: number): Promise<GraphHeader> =>
  headers.read(graphOf(description, layer));

function graphOf(description: ReadModel["description"], layer: number): string {
  const exit = description.exits.find((candidate) => candidate.layer === layer);
  if (exit === undefined) throw layerUnavailable(description, layer);
  return exit.graph;
}
