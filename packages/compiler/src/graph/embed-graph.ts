import { stageValues } from "@nestvec/core/compile";
import { onnxModel } from "@nestvec/onnx/writer";
import type { Architecture } from "../architecture/architecture.ts";
import { attentionTools, norm } from "./attention-tools.ts";
import { graphParts, type PlacedTensor } from "./graph-parts.ts";

/**
 * Writes the graph from token ids to the state that the first layer goes on from, for texts of any length. It alone reads the table of embeddings, of which a
 * run needs a few rows, so that the graphs of the layers can be kept with prepacked weights.
 */
export function embedGraph(architecture: Architecture, places: ReadonlyMap<string, PlacedTensor>): Uint8Array {
  const parts = graphParts();
  const ids = parts.input(stageValues.ids, "int64", ["rows", "tokens"]);
  const tools = attentionTools(parts, architecture, places, ids);
  const { tokens, scale, positions, norm: ownNorm } = architecture.embeddings;
  let embedded = tools.rows(tokens, (table) => parts.add("Gather", [table, ids]));
  if (scale !== undefined) embedded = parts.add("Mul", [embedded, parts.float(scale)]);
  if (positions !== undefined) {
    const end = parts.add("Unsqueeze", [tools.tokens(), parts.integers([0])]);
    const rows = parts.add("Slice", [tools.weight(positions), parts.integers([0]), end, parts.integers([0])]);
    embedded = parts.add("Add", [embedded, rows]);
  }
  if (ownNorm !== undefined) embedded = norm(tools, ownNorm, embedded);
  parts.output(stageValues.nextState, embedded, "float32", ["rows", "tokens", architecture.width]);
  return onnxModel(parts.graph(), { name: "embed", domains: [], operatorSet: parts.operatorSet() });
}
