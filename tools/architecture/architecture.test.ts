import { describe, expect, test } from "vitest";
import { brokenArrows } from "./arrows.ts";
import { strayBarrels } from "./barrels.ts";
import { folderCycles, importCycles } from "./cycles.ts";
import { readEntries, readNamedFiles, readSources } from "./sources.mjs";
import { strayRootFiles } from "./roots.ts";

const entries = new Set(
  [
    "ai-sdk",
    "core",
    "core/vectors",
    "bulk",
    "compiler",
    "chromium",
    "conformance",
    "hub",
    "langchain",
    "llamaindex",
    "loopback-hub",
    "onnx",
    "onnx/writer",
    "onnxruntime",
    "opentelemetry",
    "records",
    "runtime-node",
    "runtime-web",
    "server",
    "bench",
    "bench/measuring",
  ]
    .map((name) => `@nestvec/${name}`)
    .concat("nestvec"),
);

describe("the sources", () => {
  const sources = readSources();

  test("are found", () => {
    expect(sources.map(({ path }) => path)).toContain("packages/core/src/index.ts");
  });

  test("import only along the arrows", () => {
    expect(brokenArrows(sources, readEntries())).toEqual([]);
  });

  test("have no circle of imports", () => {
    expect(importCycles(sources)).toEqual([]);
  });

  test("have no circle of folders", () => {
    expect(folderCycles(sources)).toEqual([]);
  });

  test("have entries alone in their roots", () => {
    expect(strayRootFiles(sources, readNamedFiles())).toEqual([]);
  });

  test("export again only from entries", () => {
    expect(strayBarrels(sources)).toEqual([]);
  });
});

describe("an import against the arrows is found", () => {
  test.each([
    ["packages/core/src/a.ts", `import { open } from "@nestvec/runtime-node";`],
    ["packages/core/src/a.ts", `import { readFile } from "node:fs/promises";`],
    ["packages/core/src/a.ts", `import { readFile } from "fs";`],
    ["packages/core/src/a.ts", `const engine = await import("onnxruntime-web");`],
    ["packages/core/src/a.ts", `type Tensor = import("onnxruntime-common").Tensor;`],
    ["packages/core/src/a.test.ts", `import { nodeRuntime } from "@nestvec/runtime-node";`],
    ["packages/runtime-node/src/a.ts", `export { webRuntime } from "@nestvec/runtime-web";`],
    ["packages/runtime-node/src/a.ts", `import { law } from "@nestvec/conformance";`],
    ["packages/runtime-node/src/a.ts", `import type { Tensor } from "../../core/src/tensor.ts";`],
    ["packages/runtime-node/src/a.ts", `import { Tensor } from "@nestvec/core/dist/tensor.js";`],
    ["packages/provider-cuda/src/a.ts", `import { run } from "nestvec";`],
    ["packages/conformance/src/a.ts", `import { nodeRuntime } from "@nestvec/runtime-node";`],
    ["packages/onnx/src/a.ts", `import { openModel } from "@nestvec/core";`],
    ["packages/core/src/a.ts", `import { node } from "@nestvec/onnx/writer";`],
    ["packages/onnx/src/a.ts", `import { readFile } from "node:fs/promises";`],
    ["packages/records/src/a.ts", `import { loadModel } from "@nestvec/runtime-node";`],
    ["packages/ai-sdk/src/a.ts", `import { loadModel } from "@nestvec/runtime-node";`],
    ["packages/runtime-node/src/a.ts", `import { embeddingModel } from "@nestvec/ai-sdk";`],
    ["packages/core/src/a.ts", `import { readRows } from "@nestvec/records";`],
    ["packages/core/src/a.ts", `import { pullModel } from "@nestvec/hub";`],
    ["packages/hub/src/a.ts", `import { loadModel } from "@nestvec/runtime-node";`],
    ["packages/runtime-node/src/a.ts", `import { compileModel } from "@nestvec/compiler";`],
    ["packages/compiler/src/a.ts", `import { serve } from "@nestvec/server";`],
    ["packages/hub/src/a.ts", `import { startLoopbackHub } from "@nestvec/loopback-hub";`],
    ["packages/loopback-hub/src/a.ts", `import { NestvecError } from "@nestvec/core";`],
    ["apps/cli/src/a.ts", `import { law } from "@nestvec/conformance";`],
    ["packages/core/src/a.ts", `import { Tensor } from "@nestvec/onnxruntime";`],
    ["packages/onnxruntime/src/a.ts", `import { openModel } from "@nestvec/core";`],
    ["apps/server/src/a.ts", `import { run } from "nestvec";`],
    ["packages/runtime-node/src/a.ts", `import { serve } from "@nestvec/server";`],
    ["apps/playground/src/a.ts", `import { startChromium } from "@nestvec/chromium";`],
    ["apps/server/src/a.ts", `import { bench } from "@nestvec/bench";`],
    ["apps/bench/src/a.ts", `import { serve } from "@nestvec/server";`],
    ["apps/cli/src/a.ts", `import { lab } from "@nestvec/lab";`],
  ])("%s: %s", (path, text) => {
    expect(brokenArrows([{ path, text }], entries)).toHaveLength(1);
  });
});

describe("an import along the arrows is allowed", () => {
  test.each([
    ["packages/core/src/path/a.ts", `import { Tokenizer } from "@huggingface/tokenizers"; import { b } from "../b.ts";`],
    ["packages/core/src/a.test.ts", `import { readFileSync } from "node:fs"; import { tiny } from "@nestvec/conformance";`],
    ["packages/runtime-node/src/a.ts", `import mini from "@nestvec/model-mini/config.json" with { type: "json" };`],
    ["packages/runtime-node/src/a.test.ts", `import { testRuntime } from "@nestvec/conformance";`],
    ["apps/cli/src/a.ts", `import { loadModel } from "@nestvec/runtime-node"; import { cosine } from "@nestvec/core/vectors";`],
    ["apps/cli/src/a.ts", `import { readRows } from "@nestvec/records";`],
    ["packages/langchain/src/a.test.ts", `import { loadModel } from "@nestvec/runtime-node";`],
    ["packages/records/src/a.ts", `import type { Embeddings } from "@nestvec/core";`],
    ["packages/hub/src/a.ts", `import { downloadFile } from "@nestvec/core";`],
    ["packages/runtime-node/src/a.ts", `const { pullModel } = await import("@nestvec/hub");`],
    ["packages/runtime-web/src/a.test.ts", `import { startLoopbackHub } from "@nestvec/loopback-hub";`],
    ["apps/cli/src/a.ts", `import { serve } from "@nestvec/server";`],
    ["packages/runtime-node/src/a.ts", `import { Tensor } from "@nestvec/onnxruntime";`],
    ["packages/core/src/a.ts", `import { readGraphHeader } from "@nestvec/onnx";`],
    ["packages/conformance/src/a.ts", `import { node } from "@nestvec/onnx/writer";`],
    ["apps/cli/src/a.ts", `import { bench } from "@nestvec/bench";`],
    ["packages/compiler/src/a.ts", `import { node } from "@nestvec/onnx/writer"; import { loadModel } from "@nestvec/runtime-node";`],
    ["tools/lab/src/a.ts", `import { serve } from "@nestvec/server"; import { summarize } from "@nestvec/bench/measuring";`],
    ["apps/playground/src/e2e/a.test.ts", `import { startChromium } from "@nestvec/chromium";`],
    ["apps/cli/src/testing/a.ts", `import { tiny } from "@nestvec/conformance";`],
    ["packages/core/src/a.ts", `// import "node:fs"\nexport const text = 'import "node:fs"';`],
  ])("%s: %s", (path, text) => {
    expect(brokenArrows([{ path, text }], entries)).toEqual([]);
  });
});

test("a circle of imports is found, types included", () => {
  const files = [
    { path: "packages/core/src/a.ts", text: `import { b } from "./deep/b.ts";` },
    { path: "packages/core/src/deep/b.ts", text: `import type { C } from "../c.ts";` },
    { path: "packages/core/src/c.ts", text: `export type { A } from "./a.ts";` },
    { path: "packages/core/src/d.ts", text: `import "./a.ts";` },
  ];
  const circle = "packages/core/src/a.ts → packages/core/src/deep/b.ts → packages/core/src/c.ts → packages/core/src/a.ts";
  expect(importCycles(files)).toEqual([circle]);
});

test("a circle of folders is found, through a third one and types included, where no file is in a circle", () => {
  const files = [
    { path: "packages/core/src/a/one.ts", text: `import { two } from "../b/two.ts";` },
    { path: "packages/core/src/b/two.ts", text: `export const two = 2;` },
    { path: "packages/core/src/b/three.ts", text: `import type { Four } from "../c/four.ts";` },
    { path: "packages/core/src/c/four.ts", text: `export { five } from "../a/five.ts";` },
    { path: "packages/core/src/a/five.ts", text: `export const five = 5;` },
  ];
  expect(importCycles(files)).toEqual([]);
  expect(folderCycles(files)).toEqual(["packages/core/src/a → packages/core/src/b → packages/core/src/c → packages/core/src/a"]);
});

test("tests, and what only they use, make no circle of folders", () => {
  const files = [
    { path: "packages/core/src/a/one.ts", text: `import { two } from "../b/two.ts";` },
    { path: "packages/core/src/b/two.test.ts", text: `import { one } from "../a/one.ts";` },
    { path: "packages/core/src/b/testing/whole.ts", text: `import { one } from "../../a/one.ts";` },
  ];
  expect(folderCycles(files)).toEqual([]);
});

test("a file in a root that is no entry is found, unless the package has no folders", () => {
  const paths = ["core/src/index.ts", "core/src/a.ts", "core/src/a.test.ts", "core/src/deep/b.ts", "flat/src/index.ts", "flat/src/a.ts"];
  const files = paths.map((path) => ({ path: `packages/${path}`, text: "" }));
  const named = new Set(["packages/core/src/index.ts", "packages/flat/src/index.ts"]);
  expect(strayRootFiles(files, named)).toEqual(["packages/core/src/a.ts"]);
});

test("a barrel that is no entry is found", () => {
  const text = `export * from "./a.ts";`;
  const files = ["index.ts", "all.ts"].map((name) => ({ path: `packages/core/src/deep/${name}`, text }));
  expect(strayBarrels(files)).toEqual(["packages/core/src/deep/all.ts"]);
});
