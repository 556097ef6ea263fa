import { node, onnxModel, value } from "@nestvec/onnx/writer";
import { expect, test } from "vitest";
import { providerProblem, squareGraph } from "./provider-problem.ts";
import { sharedLibraryProblem } from "./shared-library.ts";

test("the graph that is tried is the one that it is said to be", () => {
  const written = onnxModel({
    nodes: [node("Mul", ["numbers", "numbers"], ["squares"])],
    initializers: [],
    inputs: [value("numbers", "float32", [2])],
    outputs: [value("squares", "float32", [2])],
  });
  expect(squareGraph).toBe(Buffer.from(written).toString("base64"));
});

test("the processor has no problem; what the binary has not, and what it cannot load, is told", async () => {
  expect(await providerProblem("cpu")).toBeUndefined();
  expect(await providerProblem({ name: "no-such" })).toMatch(/^ONNX Runtime's binary for \S+ \S+ has no provider "no-such", only cpu/);
});

test("libraries of the system are found by the loader, or not", ({ skip }) => {
  expect(sharedLibraryProblem("libnowhere.so.1")).toMatch(/libnowhere/);
  if (process.platform !== "linux") return skip("names a library of Linux");
  expect(sharedLibraryProblem("libm.so.6")).toBeUndefined();
});
