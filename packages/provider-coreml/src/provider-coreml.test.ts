import { expect, test } from "vitest";
import { coreml } from "./coreml.ts";
import { executionProvider } from "./module.ts";

test("the provider is plain data, which becomes ONNX Runtime's option", () => {
  const provider = coreml({ units: "cpu-and-gpu" });
  expect(structuredClone(provider)).toMatchObject({ name: "coreml", module: expect.stringMatching(/^file:/) });
  expect(executionProvider.sessionOption(provider.options ?? {})).toEqual({ name: "coreml", coreMlFlags: 32 });
});

test.skipIf(process.platform === "darwin")("on another system it says so, and names one that runs there", async () => {
  expect(await executionProvider.obstacle({})).toMatch(/^CoreML is a part of .*@nestvec\/provider-webgpu/);
});
