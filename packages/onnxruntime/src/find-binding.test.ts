import { expect, test } from "vitest";
import { findBinding } from "./find-binding.ts";

test("where the package of binaries is not installed, onnxruntime-node of the same version gives the binding", async () => {
  const binding = await findBinding("@nestvec/onnxruntime-nowhere");
  expect(binding.listSupportedBackends().map(({ name }) => name)).toContain("cpu");
});
