import { fixedShape } from "../path/fixed-shape.ts";
import { NestvecError } from "../errors.ts";
import type { DeclaredValue } from "../onnx/declared-values.ts";
import { chooseOutput, type OutputWish } from "../path/choose-output.ts";
import type { ReadModel } from "./read-model.ts";
import { outputWish } from "../encoder/output-wish.ts";

/** What the graphs that were looked at by now ask of the schedule, each a sentence. */
export function graphNotes({ description, headers }: Pick<ReadModel, "description" | "headers">): readonly string[] {
  return description.exits.flatMap(({ graph }) => {
    const header = headers.known(graph);
    if (header === undefined) return [];
    const { batchQuantizers, inputs, outputs } = header;
    const { rows, tokens } = fixedShape(inputs, graph);
    const sentences: string[] = [];
    const { pooling, from } = description.pooling;
    const wish = outputWish(description);
    if (wish.pooling !== undefined && wish.isAsked !== true && givesPooled(outputs, graph, wish)) {
      sentences.push(
        `"${graph}" pools by itself and gives no hidden states: the pooling "${pooling}" of ${from} must be the graph's own, and is not applied here.`,
      );
    }
    if (batchQuantizers.length > 0) {
      const operators = batchQuantizers.join(" and ");
      sentences.push(
        `"${graph}" is quantized dynamically (${operators}): a text would change the vectors of others in its batch, so texts run one by one.`,
      );
    }
    if (rows !== undefined)
      sentences.push(`"${graph}" was exported for batches of ${rows} ${rows === 1 ? "text" : "texts"}: it is fed with no others.`);
    if (tokens !== undefined) sentences.push(`"${graph}" was exported for ${tokens} tokens: every text is padded or cut to that length.`);
    return sentences;
  });
}

/** False for a graph without an output that can be read, too: that is an error once it is opened. */
function givesPooled(outputs: readonly DeclaredValue[], graph: string, wish: OutputWish): boolean {
  try {
    return chooseOutput(outputs, graph, wish).isPooled;
  } catch (error) {
    if (NestvecError.is(error, "GRAPH_OUTPUT_UNKNOWN")) return false;
    throw error;
  }
}
