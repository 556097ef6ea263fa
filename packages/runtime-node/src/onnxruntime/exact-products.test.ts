import type { OnnxRuntime, OnnxSessionOptions } from "@nestvec/core/onnx-runtime";
import { node, onnxModel, value } from "@nestvec/onnx/writer";
import { expect, test } from "vitest";
import { cpuInstructions } from "../machine/cpu-instructions.ts";
import { multipliesExactly, productGraph, triedProduct, withExactProducts } from "./exact-products.ts";
import { loadOnnxRuntime } from "./load-onnx-runtime.ts";

const { rows, inputs, columns } = triedProduct;

test("the graph that is tried is the one that it is said to be", () => {
  const written = onnxModel({
    nodes: [node("MatMulInteger", ["left", "right"], ["product"])],
    initializers: [],
    inputs: [value("left", "uint8", [rows, inputs]), value("right", "int8", [inputs, columns])],
    outputs: [value("product", "int32", [rows, columns])],
  });
  expect(productGraph).toBe(Buffer.from(written).toString("base64"));
});

test("x64 with AVX2 and without VNNI does not multiply exactly, and x64 with VNNI does", async ({ skip }) => {
  const instructions = await cpuInstructions();
  if (process.arch !== "x64" || !instructions?.includes("avx2"))
    return skip("needs x64 with AVX2, and a system that tells its instructions");
  const hasProducts = ["avx512_vnni", "avx_vnni"].some((name) => instructions.includes(name));
  expect(await multipliesExactly(await loadOnnxRuntime())).toBe(hasProducts);
});

/** The real ONNX Runtime, of which a product that is tried comes out as `change` makes it. What sessions were told is in `seen`. */
async function changed(change: (sum: number) => number): Promise<{ onnx: OnnxRuntime; seen: (OnnxSessionOptions | undefined)[] }> {
  const { InferenceSession, Tensor } = await loadOnnxRuntime();
  const seen: (OnnxSessionOptions | undefined)[] = [];
  const onnx: OnnxRuntime = {
    Tensor,
    InferenceSession: {
      async create(model, options) {
        seen.push(options);
        const session = await InferenceSession.create(model, options);
        return {
          inputMetadata: session.inputMetadata,
          outputMetadata: session.outputMetadata,
          release: () => session.release(),
          async run(feeds, fetches) {
            const { product } = await session.run(feeds, fetches);
            const sums = Int32Array.from({ length: rows * columns }, () => change(255 * 127 * inputs));
            return { product: { type: "int32", dims: product?.dims ?? [], data: sums } };
          },
        };
      },
    },
  };
  return { onnx, seen };
}

const settings = { intraOpNumThreads: 1, extra: { session: { intra_op: { allow_spinning: "0" } } } };
const graph = Buffer.from(productGraph, "base64");

test("sessions take the exact kernel where the product overflows, beside all else that they are told, and it is tried once", async () => {
  const { onnx, seen } = await changed((sum) => sum - 1);
  const { InferenceSession } = withExactProducts(onnx);
  for (let opened = 0; opened < 2; opened++) await (await InferenceSession.create(graph, settings)).release();
  const told = { ...settings, extra: { session: { intra_op: { allow_spinning: "0" }, x64quantprecision: "1" } } };
  expect(seen.slice(1)).toEqual([told, told]);
});

test("sessions are told nothing where the product is exact", async () => {
  const { onnx, seen } = await changed((sum) => sum);
  await (await withExactProducts(onnx).InferenceSession.create(graph, settings)).release();
  expect(seen.slice(1)).toEqual([settings]);
});
