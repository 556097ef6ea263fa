import { memorySource, modelFiles, NestvecError, type Runtime, type Session } from "@nestvec/core";
import { node, onnxModel, value } from "@nestvec/onnx/writer";
import type { InputFacts } from "../quantize/input-facts.ts";

/** Rows that are gathered before their products are summed. */
const rowsAtOnce = 512;

/** Sums of `x x'` over rows, by a graph of one product. */
export interface RowProducts {
  /** `[width, width]` of `[rows, width]`. */
  sum(rows: Float32Array, width: number): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** @see RowProducts */
export async function rowProducts(runtime: Runtime): Promise<RowProducts> {
  const graph = onnxModel({
    nodes: [node("Transpose", ["rows"], ["columns"], { perm: [1, 0] }), node("MatMul", ["columns", "rows"], ["sum"])],
    initializers: [],
    inputs: [value("rows", "float32", ["count", "width"])],
    outputs: [value("sum", "float32", ["width", "width"])],
  });
  const session: Session = await runtime.open(modelFiles(memorySource({ "products.onnx": graph })), "products.onnx");
  return {
    async sum(rows, width) {
      const { sum } = await session.run({ rows: { type: "float32", data: rows, dims: [rows.length / width, width] } }, ["sum"]);
      if (sum?.data instanceof Float32Array) return sum.data;
      throw new NestvecError("OUTPUT_UNEXPECTED", { graph: "products.onnx", output: "sum", found: "another type", expected: "float32" });
    },
    dispose: () => session.dispose(),
  };
}

/** What is found out of the inputs of a group while texts run. */
export interface InputSums {
  /** Takes rows `[rows, width]`, of which they are views no longer than this call. */
  add(rows: Float32Array): Promise<void>;
  finish(): Promise<InputFacts>;
}

/** @see InputSums */
export function inputSums(width: number, products: RowProducts): InputSums {
  const sum = new Float32Array(width * width);
  const [largest, least] = [new Float32Array(width), new Float32Array(width)];
  const waiting = new Float32Array(rowsAtOnce * width);
  let [held, tokens] = [0, 0];
  const flush = async (): Promise<void> => {
    if (held === 0) return;
    const own = await products.sum(waiting.slice(0, held * width), width);
    for (let index = 0; index < sum.length; index++) sum[index] = (sum[index] ?? 0) + (own[index] ?? 0);
    held = 0;
  };
  return {
    async add(rows) {
      for (let start = 0; start < rows.length; start += width) {
        const row = rows.subarray(start, start + width);
        for (let channel = 0; channel < width; channel++) {
          const number = row[channel] ?? 0;
          // Of no rows there is no largest.
          largest[channel] = tokens === 0 ? number : Math.max(largest[channel] ?? 0, number);
          least[channel] = tokens === 0 ? number : Math.min(least[channel] ?? 0, number);
        }
        tokens += 1;
        waiting.set(row, held * width);
        held += 1;
        if (held === rowsAtOnce) await flush();
      }
    },
    async finish() {
      await flush();
      return { products: { sum, tokens }, largest, least };
    },
  };
}
