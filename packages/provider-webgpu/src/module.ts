import type { ExecutionProviderModule } from "@nestvec/core";
import { listSupportedBackends, providerProblem } from "@nestvec/onnxruntime";
import { vulkanProblem } from "./vulkan.ts";

/** ONNX Runtime's session option. */
function sessionOption({ bufferCache }: Parameters<ExecutionProviderModule["sessionOption"]>[0]): { readonly name: string } {
  return { name: "webgpu", ...(bufferCache === undefined ? {} : { storageBufferCacheMode: bufferCache }) };
}

/** What runs where the graphs are opened. */
export const executionProvider: ExecutionProviderModule = {
  async obstacle(options) {
    const isBuilt = (await listSupportedBackends()).some(({ name }) => name === "webgpu");
    const missing = isBuilt && process.platform === "linux" ? vulkanProblem() : undefined;
    return missing ?? providerProblem(sessionOption(options));
  },
  sessionOption,
};
