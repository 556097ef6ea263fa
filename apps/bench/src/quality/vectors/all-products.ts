import type { Matrix } from "@nestvec/core/vectors";
import { node, onnxModel, value } from "@nestvec/onnx/writer";
import { InferenceSession, Tensor } from "@nestvec/onnxruntime";

/** Dot products of all rows of one matrix with all rows of another. */
export interface AllProducts {
  /** `[left rows, right rows]`, which the next call may overwrite. */
  multiply(left: Matrix, right: Matrix): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/**
 * Opens a graph of one matrix product: ONNX Runtime takes a twentieth of the time of loops in JavaScript for the hundreds of billions of
 * multiply-adds.
 */
export async function openAllProducts(threads: number): Promise<AllProducts> {
  const session = await InferenceSession.create(graph(), {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableCpuMemArena: false,
    logSeverityLevel: 4,
    // The model's threads are at work between two products.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
  let room = new Float32Array(0);
  return {
    async multiply(left, right) {
      const numbers = left.rows * right.rows;
      if (room.length < numbers) room = new Float32Array(numbers);
      const products = room.subarray(0, numbers);
      const feeds = { left: tensor(left), right: tensor(right) };
      await session.run(feeds, { products: new Tensor("float32", products, [left.rows, right.rows]) });
      return products;
    },
    dispose: () => session.release(),
  };
}

const tensor = ({ data, rows, width }: Matrix): Tensor => new Tensor("float32", data, [rows, width]);

/** `products = left × rightᵀ` of any sizes. */
const graph = (): Uint8Array =>
  onnxModel({
    nodes: [node("Gemm", ["left", "right"], ["products"], { transB: 1 })],
    initializers: [],
    inputs: [value("left", "float32", ["rows", "width"]), value("right", "float32", ["columns", "width"])],
    outputs: [value("products", "float32", ["rows", "columns"])],
  });
