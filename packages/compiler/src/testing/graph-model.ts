import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { elementTypes, initializer, node, onnxModel, value, type Message } from "@nestvec/onnx/writer";
import { toFloat16 } from "@nestvec/core/compile";
import { writeWordTokenizer } from "./encoder-fixtures.ts";

/** How the products of a small model are exported. */
export type ProductExport = "gemm" | "gemm transposed" | "transposed" | "shared" | "float16 weights" | "float16" | "constants";

/** Sizes of the small model. */
export const smallSizes = { words: 60, width: 32, inner: 64 } as const;

/** Numbers between -1 and 1 in no order. */
const numbers = (count: number, seed: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: count }, (_, index) => Math.sin(seed * 12.9898 + index * 78.233) * Math.cos(index * 0.37 + seed));

const halves = (given: Float32Array<ArrayBuffer>): Uint8Array => new Uint8Array(toFloat16(given).halves.buffer);

/**
 * Writes a model of one exit, which adds to each word's vector what two products and a Relu make of it: `x + relu(x W1 + b1) W2 + b2`. All exports compute the
 * same, but for what float16 rounds.
 */
export async function writeGraphModel(folder: string, form: ProductExport, operatorSet = 18): Promise<string> {
  const { words, width, inner } = smallSizes;
  const [table, first, second] = [numbers(words * width, 1), numbers(width * inner, 2), numbers(inner * width, 3)];
  const [firstBias, secondBias] = [numbers(inner, 4), numbers(width, 5)];
  const isHalf = form === "float16";
  const type = isHalf ? "float16" : "float32";
  const nodes: Message[] = [];
  const initializers: Message[] = [];
  const add = (operator: string, inputs: readonly string[], output: string, attributes: Parameters<typeof node>[3] = {}): string => {
    nodes.push(node(operator, inputs, [output], attributes));
    return output;
  };
  const floats = (name: string, dims: readonly number[], given: Float32Array<ArrayBuffer>): string => {
    initializers.push(initializer(name, dims, type, isHalf ? halves(given) : given));
    return name;
  };
  const product = (
    from: string,
    name: string,
    given: Float32Array<ArrayBuffer>,
    bias: Float32Array<ArrayBuffer>,
    dims: readonly [number, number],
  ): string => {
    const turned = [dims[1], dims[0]] as const;
    if (form === "gemm" || form === "gemm transposed") {
      const isTurned = form === "gemm transposed";
      const matrix = isTurned ? transposed(given, dims) : given;
      // Half of twice the product, and twice half the bias.
      const doubled = matrix.map((number) => number * 2);
      const inputs = [
        from,
        floats(`${name}.weight`, isTurned ? turned : dims, doubled),
        floats(
          `${name}.bias`,
          [dims[1]],
          bias.map((number) => number / 2),
        ),
      ];
      return add("Gemm", inputs, `${name}.out`, { alpha: { float: 0.5 }, beta: { float: 2 }, transB: isTurned ? 1 : 0 });
    }
    const weight = weightOf(name, given, dims);
    const result = add("MatMul", [from, weight], `${name}.product`);
    return add("Add", [floats(`${name}.bias`, [dims[1]], bias), result], `${name}.out`);
  };
  const weightOf = (name: string, given: Float32Array<ArrayBuffer>, dims: readonly [number, number]): string => {
    if (form === "transposed") {
      const stored = floats(`${name}.weight`, [dims[1], dims[0]], transposed(given, dims));
      return add("Transpose", [add("Identity", [stored], `${name}.same`)], `${name}.turned`, { perm: [1, 0] });
    }
    if (form === "float16 weights") {
      initializers.push(initializer(`${name}.half`, dims, "float16", halves(given)));
      return add("Cast", [`${name}.half`], `${name}.float`, { to: elementTypes.float32 });
    }
    if (form === "constants") {
      return add("Constant", [], `${name}.constant`, { value: { tensor: initializer("", dims, "float32", given) } });
    }
    return floats(`${name}.weight`, dims, given);
  };
  const state = add("Gather", [floats("table", [words, width], table), "input_ids"], "state");
  const size = (name: string, list: readonly number[]): string => {
    initializers.push(initializer(name, [list.length], "int64", BigInt64Array.from(list, BigInt)));
    return name;
  };
  const isFlat = form.startsWith("gemm");
  const flat = isFlat ? add("Reshape", [state, size("rows", [-1, width])], "flat") : state;
  const up = add("Relu", [product(flat, "layer.0.up", first, firstBias, [width, inner])], "active");
  const down = product(up, "layer.0.down", second, secondBias, [inner, width]);
  let result = add("Add", [flat, down], "sum");
  if (form === "shared") {
    // The same weights once more, on what they gave.
    const again = add(
      "Relu",
      [add("Add", [add("MatMul", [result, "layer.0.up.weight"], "again.up"), "layer.0.up.bias"], "again.out")],
      "again.active",
    );
    result = add("Add", [result, add("MatMul", [again, "layer.0.down.weight"], "again.down")], "again.sum");
  }
  const shaped = isFlat ? add("Reshape", [result, add("Shape", [state], "shape")], "shaped") : result;
  add("Identity", [shaped], "last_hidden_state");
  const graph = {
    nodes,
    initializers,
    inputs: [value("input_ids", "int64", ["rows", "tokens"]), value("attention_mask", "int64", ["rows", "tokens"])],
    outputs: [value("last_hidden_state", type, ["rows", "tokens", width])],
  };
  await writeFile(join(folder, "model.onnx"), onnxModel(graph, { operatorSet }));
  const config = { hidden_size: width, num_hidden_layers: 1, vocab_size: words, max_position_embeddings: 512, pad_token_id: 0 };
  await writeFile(join(folder, "config.json"), JSON.stringify(config));
  await writeWordTokenizer(folder, words, 0);
  return folder;
}

function transposed(given: Float32Array, [rows, columns]: readonly [number, number]): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: given.length }, (_, index) => given[(index % rows) * columns + Math.floor(index / rows)] ?? 0);
}
