import type { ProfiledNode, Shape } from "@nestvec/onnx";

/** Operators that multiply their first input with a matrix, ONNX's own and ONNX Runtime's, whole numbers among them. */
const products: ReadonlySet<string> = new Set([
  "MatMul",
  "FusedMatMul",
  "TransposeMatMul",
  "FusedMatMulActivation",
  "Gemm",
  "FusedGemm",
  "MatMulInteger",
  "MatMulIntegerToFloat",
  "DynamicQuantizeMatMul",
  "QLinearMatMul",
  "QGemm",
  "MatMulNBits",
  "MatMulBnb4",
]);

/** Operators that are attention, with or without the products that make query, key and value. */
const attentions: ReadonlySet<string> = new Set(["Attention", "QAttention", "MultiHeadAttention", "GroupQueryAttention"]);

/**
 * Floating-point operations of one node that are matrix products or attention; 0 for any other. A product of m × k with k × n has 2 · m · k · n:
 * one multiplication and one addition each. The softmax of attention is not counted.
 */
export function nodeOperations(node: ProfiledNode): number {
  if (products.has(node.operator)) return productOperations(node);
  return attentions.has(node.operator) ? attentionOperations(node) : 0;
}

function productOperations({ inputs: [left = []], outputs: [product = []] }: ProfiledNode): number {
  return 2 * sizeOf(product) * innerOf(left, product);
}

/** The size that is summed over. The shape of the weights does not always stand in the profile: it is told from the left matrix alone. */
function innerOf(left: Shape, product: Shape): number {
  const last = left.at(-1) ?? 1;
  // All of the left matrix but what is summed over is in the product: not so where it is repeated for each matrix of a batch on the right.
  if (left.length < 2 || sizeOf(left) * (product.at(-1) ?? 1) === last * sizeOf(product)) return last;
  // Transposed, it has [inner, rows].
  return (last * (left.at(-2) ?? 1)) / (product.at(-2) ?? 1);
}

function attentionOperations({ operator, inputs, outputs }: ProfiledNode): number {
  const [query = [], second = []] = inputs;
  const [mixed = []] = outputs;
  if ((operator === "Attention" && second.length === 2) || operator === "QAttention") {
    // ONNX Runtime's own: the input and the weights that make query, key and value of it.
    const columns = second.at(-1) ?? 0;
    const [rows = 0, tokens = 0, width = 0] = query;
    const values = mixed.at(-1) ?? 0;
    return 2 * rows * tokens * (width * columns + tokens * ((columns - values) / 2 + values));
  }
  // Scores are query × key, [tokens, keys], and then those × value.
  if (operator === "GroupQueryAttention") return 4 * (outputs[1]?.at(-2) ?? query.at(-2) ?? 0) * sizeOf(mixed);
  if (query.length === 5) return 4 * (query[1] ?? 0) * sizeOf(mixed);
  const keys = second.length === 5 ? second[1] : second.at(-2);
  return 2 * (keys ?? 0) * (sizeOf(query) + sizeOf(mixed));
}

const sizeOf = (shape: Shape): number => shape.reduce((size, count) => size * count, 1);
