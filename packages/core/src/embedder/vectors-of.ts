import { NestvecError } from "../errors.ts";
import { poolingUnheard } from "../path/choose-output.ts";
import { forward } from "../path/2-forward.ts";
import { pool } from "../path/3-pool.ts";
import type { Matrix, TokenBatch } from "../tensor.ts";
import { checkBatch } from "../path/check-batch.ts";
import type { OpenExit } from "./exit-registry.ts";
import type { ModelDescription } from "../model/model-description.ts";

/**
 * Steps 2 and 3: one padded batch → one full-width vector a row, or `perToken` one for each of its places, `[rows, tokens, width]`. Not yet cut or
 * normalized. The numbers may be not finite.
 * @throws NestvecError SHAPE_MISMATCH, TOKEN_OUT_OF_RANGE, SESSION_FAILED, OUTPUT_UNEXPECTED, POOLING_UNKNOWN, TOKEN_VECTORS_UNAVAILABLE
 */
export async function vectorsOf(
  description: ModelDescription,
  exit: OpenExit,
  batch: TokenBatch,
  vocabularySize: number,
  perToken: boolean,
): Promise<Matrix> {
  checkBatch(batch, vocabularySize);
  const { use, graph } = exit;
  const output = (perToken ? use.tokenOutput : undefined) ?? use.output;
  const { data, dims } = await forward(batch, exit.session, graph, { ...use, output });
  const [rows = 0, second = 0, third] = dims;
  const { pooling, poolingCertainty } = description;
  // A graph that does not say its shape shows only now that it pools.
  if (third === undefined && !perToken && poolingCertainty === "asked") throw poolingUnheard(graph, output, pooling.pooling);
  if (perToken && third === undefined) throw new NestvecError("TOKEN_VECTORS_UNAVAILABLE", { graph, outputs: [output] });
  const pooled =
    third === undefined || perToken
      ? { data, rows, width: third ?? second }
      : poolHidden(description, exit, batch, { data, rows, tokens: second, width: third });
  if (pooled.width !== description.width) {
    throw new NestvecError("OUTPUT_UNEXPECTED", {
      graph,
      output,
      found: `vectors of ${pooled.width} numbers`,
      expected: `vectors of ${description.width}, as the model's files say`,
    });
  }
  return pooled;
}

function poolHidden(description: ModelDescription, exit: OpenExit, batch: TokenBatch, hidden: Parameters<typeof pool>[0]): Matrix {
  const { pooling, from } = description.pooling;
  if (pooling === undefined) {
    const looked = ["onnx/model_config.json", "modules.json", "1_Pooling/config.json"];
    throw new NestvecError("POOLING_UNKNOWN", { model: description.name, looked, known: ["mean", "cls", "last"] });
  }
  if (pooling === "in_graph") {
    throw new NestvecError("OUTPUT_UNEXPECTED", {
      graph: exit.graph,
      output: exit.use.output,
      found: `[${hidden.rows}, ${hidden.tokens}, ${hidden.width}]`,
      expected: `[${hidden.rows}, ${hidden.width}], since ${from} says that the graph pools`,
    });
  }
  return pool(hidden, batch.lengths, pooling);
}
