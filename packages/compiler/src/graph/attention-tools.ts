import { NestvecError } from "@nestvec/core";
import type { Architecture, Norm } from "../architecture/architecture.ts";
import type { GraphParts, PlacedTensor } from "./graph-parts.ts";

/** What attention needs beside its projections. `weight` gives the name of a stored tensor in the graph. */
export interface AttentionTools {
  readonly parts: GraphParts;
  readonly architecture: Architecture;
  weight(tensor: { readonly name: string }): string;
  /** The number of tokens, without an axis. */
  tokens(): string;
}

/** The tools of a graph whose first input, `[rows, tokens]` or `[rows, tokens, width]`, says how many tokens there are. `places`: where each stored tensor lies, by its name. */
export function attentionTools(
  parts: GraphParts,
  architecture: Architecture,
  places: ReadonlyMap<string, PlacedTensor>,
  start: string,
): AttentionTools {
  return {
    parts,
    architecture,
    weight({ name }) {
      const place = places.get(name);
      if (place !== undefined) return parts.weight(place);
      throw new NestvecError("GRAPH_INVALID", { graph: architecture.family, problem: `its weights "${name}" were not written` });
    },
    tokens: () => parts.once("tokens", () => parts.add("Gather", [parts.add("Shape", [start]), parts.integers(1)])),
  };
}

/** A norm over the last axis. */
export function norm({ parts, weight }: AttentionTools, { kind, scale, shift, epsilon }: Norm, from: string): string {
  if (kind === "rms") return parts.add("RMSNormalization", [from, weight(scale)], { axis: -1, epsilon: { float: epsilon } });
  const inputs = [from, weight(scale), ...(shift === undefined ? [] : [weight(shift)])];
  return parts.add("LayerNormalization", inputs, { axis: -1, epsilon: { float: epsilon } });
}
