import { NestvecError } from "@nestvec/core";
import { elementTypes } from "@nestvec/onnx/writer";
import { scalesOf } from "../weights/weight-storage.ts";
import type { Architecture, Norm } from "../architecture/architecture.ts";
import type { GraphParts, PlacedTensor } from "./graph-parts.ts";
import type { ProductTools } from "./product-tools.ts";

/** What attention needs beside its projections. */
export interface AttentionTools extends ProductTools {
  readonly parts: GraphParts;
  readonly architecture: Architecture;
  /** What `take` makes of a table, in float32: only these rows are expanded. It takes the same rows of the scales, where the table has some. */
  rows(table: NamedTensor, take: (table: string) => string): string;
  /** The number of tokens, without an axis. */
  tokens(): string;
}

/** A tensor, by the name that it is stored under. */
interface NamedTensor {
  readonly name: string;
}

/** The tools of a graph whose first input, `[rows, tokens]` or `[rows, tokens, width]`, says how many tokens there are. `places`: where each stored tensor lies, by its name. */
export function attentionTools(
  parts: GraphParts,
  architecture: Architecture,
  places: ReadonlyMap<string, PlacedTensor>,
  start: string,
): AttentionTools {
  const stored = (name: string): PlacedTensor => {
    const place = places.get(name);
    if (place !== undefined) return place;
    throw new NestvecError("GRAPH_INVALID", { graph: architecture.family, problem: `its weights "${name}" were not written` });
  };
  const rows: AttentionTools["rows"] = ({ name }, take) => {
    const place = stored(name);
    const taken = take(parts.weight(place));
    if (place.type === "float32") return taken;
    const floats = parts.add("Cast", [taken], { to: elementTypes.float32 });
    return place.type === "float16" ? floats : parts.add("Mul", [floats, take(parts.weight(stored(scalesOf(name))))]);
  };
  return {
    parts,
    architecture,
    // ONNX Runtime expands what is stored in less once, when it opens the graph.
    weight: (tensor) => parts.once(`weight ${tensor.name}`, () => rows(tensor, (whole) => whole)),
    asStored: ({ name }) => parts.weight(stored(name)),
    rows,
    leadingAxes: () =>
      parts.once("rows and tokens", () => parts.add("Slice", [parts.add("Shape", [start]), parts.integers([0]), parts.integers([2])])),
    tokens: () => parts.once("tokens", () => parts.add("Gather", [parts.add("Shape", [start]), parts.integers(1)])),
  };
}

/** A norm over the last axis. */
export function norm({ parts, weight }: AttentionTools, { kind, scale, shift, epsilon }: Norm, from: string): string {
  if (kind === "rms") return parts.add("RMSNormalization", [from, weight(scale)], { axis: -1, epsilon: { float: epsilon } });
  const inputs = [from, weight(scale), ...(shift === undefined ? [] : [weight(shift)])];
  return parts.add("LayerNormalization", inputs, { axis: -1, epsilon: { float: epsilon } });
}
