import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { knownRepositories, knownRepository } from "./known-repositories.ts";

const e5 = "intfloat/e5-small-v2";

describe("a known repository is recognised", () => {
  test.each([
    ["by the caller's word", { asked: e5 }],
    ["by the hub's cache", { sourceName: "/home/a/.cache/huggingface/hub/models--intfloat--e5-small-v2/snapshots/0f2a" }],
    ["by the hub's cache, on Windows", { sourceName: String.raw`C:\hub\models--intfloat--e5-small-v2\snapshots\0f2a` }],
    ["by its folder", { sourceName: "./models/intfloat/e5-small-v2/" }],
    ["by its URL", { sourceName: "https://huggingface.co/intfloat/e5-small-v2/resolve/main/" }],
    ["by its URL elsewhere", { sourceName: "https://example.com/models/intfloat/e5-small-v2/" }],
    ["by the name of its conversion", { sourceName: "/models/Xenova/e5-small-v2" }],
    ["by the name of another conversion", { asked: "onnx-community/e5-small-v2-ONNX" }],
  ])("%s", (_, hints) => {
    expect(knownRepository({ asked: undefined, sourceName: "memory", ...hints })?.name).toBe(e5);
  });

  test("by what the caller says alone, else by its place", () => {
    const sourceName = "/models/nomic-ai/nomic-embed-text-v1";
    expect(knownRepository({ asked: e5, sourceName })?.name).toBe(e5);
    expect(knownRepository({ asked: undefined, sourceName })?.name).toBe("nomic-ai/nomic-embed-text-v1");
    expect(knownRepository({ asked: "ours/search", sourceName })).toBeUndefined();
  });

  test.each([
    ["a folder that only ends like it", { sourceName: "/models/my-e5-small-v2" }],
    ["the name without its organisation", { sourceName: "/models/e5-small-v2" }],
    ["another organisation", { sourceName: "/models/somebody/e5-small-v2" }],
    ["a conversion of another model", { asked: "Xenova/all-MiniLM-L6-v2" }],
    ["other letters", { asked: "Intfloat/E5-small-v2" }],
    ["a key of every object", { asked: "constructor" }],
    ["nothing", {}],
  ])("not by %s", (_, hints) => {
    expect(knownRepository({ asked: undefined, sourceName: "", ...hints })).toBeUndefined();
  });
});

const page = readFileSync(new URL("../../../../../docs/core.md", import.meta.url), "utf8");

test.each([...knownRepositories.keys()])("docs/core.md links the model card of %s", (name) => {
  expect(page).toContain(`[${name}](https://huggingface.co/${name})`);
});

test.each([...knownRepositories])("what is known of %s can be used", (name, { prompts, dimensions, normsBeforeCut, hasDense }) => {
  expect(name).toMatch(/^[\w.-]+\/[\w.-]+$/);
  expect(prompts ?? dimensions ?? hasDense).toBeDefined();
  // A prompt runs into the text: it ends with what divides the two.
  for (const prompt of Object.values(prompts ?? {})) expect(prompt).toMatch(/^$|[ :：]$/);
  expect(dimensions ?? []).toEqual([...new Set(dimensions ?? [])].toSorted((left, right) => right - left));
  if (normsBeforeCut === true) expect(dimensions).toBeDefined();
});
