import type { OnnxRuntime, OnnxSessionOptions } from "@nestvec/core/onnx-runtime";

/** Rows, inputs and columns of the product that is tried: enough for a whole block of any kernel. */
export const triedProduct = { rows: 8, inputs: 64, columns: 32 } as const;

/** `product = MatMulInteger(left, right)`, of uint8 and int8, as an ONNX file. A test compares it with what a writer of ONNX makes. */
export const productGraph =
  "CAhCAhAROnoKJQoEbGVmdAoFcmlnaHQSB3Byb2R1Y3QiDU1hdE11bEludGVnZXISBXNtYWxsWhYKBGxlZnQSDgoMCAISCAoCCAgKAghAWhcKBXJpZ2h0Eg4KDAgDEggKAghACgIIIGIZCgdwcm9kdWN0Eg4KDAgGEggKAggICgIIIA==";

/**
 * ONNX Runtime whose products of uint8 and int8 are exact. x64 without VNNI adds pairs of products in 16 bits, which two of 255 × 127 overflow. There, sessions are told to take
 * another kernel for weights in int8, which is slower. Elsewhere it would be slower for nothing, so one product is tried first.
 */
export function withExactProducts(onnx: OnnxRuntime): OnnxRuntime {
  const { InferenceSession, Tensor } = onnx;
  let isExact: Promise<boolean> | undefined;
  return {
    Tensor,
    InferenceSession: {
      async create(model, options = {}) {
        isExact ??= multipliesExactly(onnx);
        return InferenceSession.create(model, (await isExact) ? options : withExactKernel(options));
      },
    },
  };
}

/** Whether a product whose pairs are as large as they can be comes out right. */
export async function multipliesExactly({ InferenceSession, Tensor }: OnnxRuntime): Promise<boolean> {
  const { rows, inputs, columns } = triedProduct;
  try {
    const session = await InferenceSession.create(Buffer.from(productGraph, "base64"), { intraOpNumThreads: 1, logSeverityLevel: 4 });
    try {
      const left = new Tensor("uint8" as never, new Uint8Array(rows * inputs).fill(255) as never, [rows, inputs]);
      const right = new Tensor("int8" as never, new Int8Array(inputs * columns).fill(127) as never, [inputs, columns]);
      const { product } = await session.run({ left, right }, ["product"]);
      const sums = Array.from((product?.data ?? []) as ArrayLike<unknown>);
      return sums.length === rows * columns && sums.every((sum) => sum === 255 * 127 * inputs);
    } finally {
      await session.release();
    }
  } catch {
    // What cannot be tried is not relied on.
    return false;
  }
}

/** ONNX Runtime's name for it is `session.x64quantprecision`. */
function withExactKernel(options: OnnxSessionOptions): OnnxSessionOptions {
  const extra = (options["extra"] ?? {}) as { readonly session?: object };
  return { ...options, extra: { ...extra, session: { ...extra.session, x64quantprecision: "1" } } };
}
