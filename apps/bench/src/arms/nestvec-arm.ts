import { loadModel, platformReport } from "@nestvec/runtime-node";
import type { ArmTask } from "./arm-protocol.ts";
import { installedVersion } from "./installed-version.ts";
import type { OpenArm } from "./open-arm.ts";

/** The library, in the process's own thread. */
export async function openNestvec({ model, layer, cut, threads }: ArmTask): Promise<OpenArm> {
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
