import { loadModel, platformReport } from "@nestvec/runtime-node";
import { openPlainSession } from "../plain/plain-session.ts";
import { runtimeWith } from "../plain/session-runtime.ts";
import type { VariantTask } from "./variant-protocol.ts";
import { inArrivalOrder, type OpenVariant } from "./open-variant.ts";

/**
 * What the bindings of Go and Rust do: the published graph of one exit, batches in the order of arrival padded to their longest, pooling outside the
 * graph, and ONNX Runtime's own settings. The tokenizer is ours.
 */
export async function openPlain({ model, layer, cut, threads }: VariantTask): Promise<OpenVariant> {
  // Opens no exit: it only tokenizes.
  const tokenizer = await loadModel(model, { isolation: "none" });
  const session = await openPlainSession({ model, layer }, runtimeWith({ arena: true, spinning: true }, threads));
  const { node, onnxRuntime } = await platformReport();
  return {
    versions: [`onnxruntime-node ${onnxRuntime}`, `Node ${node}`],
    embed: (texts) =>
      inArrivalOrder(texts, async (batch) => {
        const rows = await tokenizer.tokenize(batch, { maxTokens: cut, prompt: null });
        return session.run(rows.map(({ ids }) => ids));
      }),
  };
}
