import { loadModel, platformReport } from "@nestvec/runtime-node";
import type { VariantTask } from "./variant-protocol.ts";
import { installedVersion } from "./installed-version.ts";
import type { OpenVariant } from "./open-variant.ts";

/** The library, in the process's own thread. */
export async function openNestvec({ model, layer, cut, threads }: VariantTask): Promise<OpenVariant> {
  const embedder = await loadModel(model, { threads, isolation: "none" });
  await embedder.warmUp({ layers: [layer] });
  const { node, onnxRuntime } = await platformReport();
  return {
    versions: [`nestvec ${installedVersion("@nestvec/core", import.meta.url)}`, `onnxruntime-node ${onnxRuntime}`, `Node ${node}`],
    async embed(texts) {
      return (await embedder.embed(texts, { layer, maxTokens: cut, prompt: null })).vectors;
    },
  };
}
