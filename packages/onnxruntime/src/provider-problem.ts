import { Tensor } from "onnxruntime-common";
import { listSupportedBackends } from "./list-supported-backends.ts";
import { InferenceSession } from "./session.ts";

/** `squares = numbers × numbers`, of two float32, as an ONNX file. A test compares it with what a writer of ONNX makes. */
export const squareGraph =
  "CAhCAhAROlcKIAoHbnVtYmVycwoHbnVtYmVycxIHc3F1YXJlcyIDTXVsEgVzbWFsbFoVCgdudW1iZXJzEgoKCAgBEgQKAggCYhUKB3NxdWFyZXMSCgoICAESBAoCCAI=";

/**
 * Why an execution provider cannot run here, as a sentence without its end: the binary was built without it, or it does not open and run a graph of one
 * multiplication. Undefined where it can. Never throws.
 * @example
 * ```ts
 * import { providerProblem } from "@nestvec/onnxruntime";
 *
 * console.log(await providerProblem("cpu")); // → undefined
 * console.log(await providerProblem("no-such")); // → ONNX Runtime's binary for … has no provider "no-such", only cpu…
 * ```
 */
export async function providerProblem(provider: string | { readonly name: string }): Promise<string | undefined> {
  const name = typeof provider === "string" ? provider : provider.name;
  try {
    const built = (await listSupportedBackends()).map((backend) => backend.name);
    if (!built.includes(name))
      return `ONNX Runtime's binary for ${process.platform} ${process.arch} has no provider "${name}", only ${built.join(", ")}`;
    const session = await InferenceSession.create(Buffer.from(squareGraph, "base64"), {
      executionProviders: [provider],
      logSeverityLevel: 4,
    });
    try {
      const { squares } = await session.run({ numbers: new Tensor("float32", Float32Array.of(3, -4), [2]) });
      const found = Array.from((squares?.data ?? []) as Float32Array);
      return found.join() === "9,16" ? undefined : `it says that 3 × 3 and -4 × -4 are ${found.join(" and ")}`;
    } finally {
      await session.release();
    }
  } catch (error) {
    return sentenceOf(error);
  }
}

/** ONNX Runtime puts the place in its source before what is wrong. */
function sentenceOf(error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ").trim().replace(/\.$/, "");
  return message.replace(/^\/\S+\.cc:\d+ .*? was false\. /, "");
}
