import { expect, test } from "vitest";
import { directml } from "./directml.ts";
import { executionProvider } from "./module.ts";

test("the provider is plain data, which becomes ONNX Runtime's option", () => {
  const provider = directml({ device: 1 });
  expect(structuredClone(provider)).toMatchObject({ name: "directml", module: expect.stringMatching(/^file:/) });
  expect(executionProvider.sessionOption(provider.options ?? {})).toEqual({ name: "dml", deviceId: 1 });
});

test.skipIf(process.platform === "win32")("on another system it says so, and names one that runs there", async () => {
  expect(await executionProvider.obstacle({})).toMatch(/^DirectML is a part of .*@nestvec\/provider-webgpu/);
});
