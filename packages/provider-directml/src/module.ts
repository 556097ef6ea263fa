import type { ExecutionProviderModule } from "@nestvec/core";
import { providerProblem } from "@nestvec/onnxruntime";

/** ONNX Runtime's session option. */
const sessionOption = ({
  device = 0,
}: Parameters<ExecutionProviderModule["sessionOption"]>[0]): { readonly name: string; readonly deviceId: number } => ({
  name: "dml",
  deviceId: Number(device),
});

/** What runs where the graphs are opened. */
export const executionProvider: ExecutionProviderModule = {
  async obstacle(options) {
    if (process.platform !== "win32")
      return `DirectML is a part of Windows, and this is ${process.platform}; @nestvec/provider-webgpu runs on other systems`;
    return providerProblem(sessionOption(options));
  },
  sessionOption,
};
