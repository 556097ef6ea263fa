import { NestvecError } from "@nestvec/core";
import type { GraphModel } from "@nestvec/onnx/editor";

/** Operators of graphs whose products were quantized before. */
const isQuantized = (operator: string): boolean =>
  /^(QLinear|DynamicQuantize|QuantizeLinear|DequantizeLinear|MatMulInteger|ConvInteger|QAttention|QGemm|QMoE|QEmbed|GatherBlockQuantized|QOrdered)|NBits$|Bnb4$/.test(
    operator,
  );

/** The first version of ONNX's operators that has all which are written. */
const oldestOperators = 11;

/** @throws NestvecError GRAPH_INVALID for a graph that was quantized, or is of an old version */
export function refuseQuantized({ nodes, operatorSets }: GraphModel, graph: string): void {
  const found = nodes.find(({ operator }) => isQuantized(operator));
  if (found !== undefined)
    throw new NestvecError("GRAPH_INVALID", {
      graph,
      problem: `it is quantized already (its operator ${found.operator}). Take the graph in float32, mostly model.onnx: dtype "fp32", or file and its name`,
    });
  const version = operatorSets.get("") ?? 1;
  if (version < oldestOperators)
    throw new NestvecError("GRAPH_INVALID", {
      graph,
      problem: `it has version ${version} of ONNX's operators, and int8 products need ${oldestOperators} or newer. Export the model again`,
    });
}
