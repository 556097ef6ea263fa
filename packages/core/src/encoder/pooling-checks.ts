import { NestvecError } from "../errors/nestvec-error.ts";
import type { ModelDescription } from "../model/describe/model-description.ts";
import { poolingModes } from "../model/settings/pooling.ts";
import type { pool } from "../path/3-pool.ts";
import type { HiddenStates } from "../runtime/tensor.ts";
import type { PlacedProjection } from "./placed-projection.ts";

/**
 * Refuses what would put vectors through a model's modules twice, or not at all: a pooled output that may have passed them, and hidden states in place
 * of the output that has. @throws NestvecError GRAPH_INVALID, OUTPUT_UNEXPECTED
 */
export function requireModulesOnce(
  projection: PlacedProjection | undefined,
  {
    graph,
    output,
    isPooled,
    width,
  }: { readonly graph: string; readonly output: string; readonly isPooled: boolean; readonly width: number },
): void {
  if (projection?.place === "graph" && !isPooled) {
    const [found, expected] = ["a vector for each token", "one vector for each text, which has passed the modules of modules.json"];
    throw new NestvecError("OUTPUT_UNEXPECTED", { graph, output, found, expected });
  }
  if (projection?.place !== "encoder" || !isPooled || projection.graphWidth !== width) return;
  const problem = `its output "${output}" is pooled already, and nothing says whether it has passed the modules of modules.json; export it with last_hidden_state, or with all modules and the name sentence_embedding`;
  throw new NestvecError("GRAPH_INVALID", { graph, problem });
}

/** The error for a prompt that is to be left out of a pooling which the graph does. */
export function promptPooled(graph: string, output: string, from: string): NestvecError {
  const problem = `its output "${output}" is pooled already, prompt included, and ${from} leaves prompts out ("include_prompt": false); export it with last_hidden_state, or pass prompt: null`;
  return new NestvecError("GRAPH_INVALID", { graph, problem });
}

/** How hidden states become vectors. @throws NestvecError POOLING_UNKNOWN, OUTPUT_UNEXPECTED where the files say that the graph pools */
export function poolingOf(
  { name: model, pooling: { pooling, from } }: ModelDescription,
  graph: string,
  output: string,
  { rows, tokens, width }: Omit<HiddenStates, "data">,
): Parameters<typeof pool>[2] {
  if (pooling === undefined) {
    const looked = ["onnx/model_config.json", "modules.json", "1_Pooling/config.json"];
    throw new NestvecError("POOLING_UNKNOWN", { model, looked, known: poolingModes });
  }
  if (pooling !== "in_graph") return pooling;
  throw new NestvecError("OUTPUT_UNEXPECTED", {
    graph,
    output,
    found: `[${rows}, ${tokens}, ${width}]`,
    expected: `[${rows}, ${width}], since ${from} says that the graph pools`,
  });
}
