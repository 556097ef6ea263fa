import { referenceModels } from "@nestvec/conformance/models";
import { fileURLToPath } from "node:url";
import type { Embedder } from "@nestvec/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadModel, type LoadOptions } from "../open/load-model.ts";

const tiny = fileURLToPath(new URL("tiny-modernbert", referenceModels));

const long = "a ".repeat(1000);
const short = { truncate: "none", maxTokens: 8 } as const;

/** A call of each method that the model refuses, made by a function of a known name. */
const refused: Readonly<Record<string, (embedder: Embedder) => Promise<unknown>>> = {
  embed: (embedder) => embedder.embed([long], short),
  embedOne: (embedder) => embedder.embedOne(long, short),
  embedTokens: (embedder) => embedder.embedTokens([long], short),
  similarity: (embedder) => embedder.similarity(long, "b", short),
  search: (embedder) => embedder.search(long, ["b"], short),
  tokenize: (embedder) => embedder.tokenize([long], short),
  decode: (embedder) => embedder.decode([[-1]]),
};

/** Calls that are refused before anything reaches a worker. */
const refusedHere: typeof refused = {
  embed: (embedder) => embedder.embed(["a"], { layer: 99 }),
  plan: (embedder) => embedder.plan({ minQuality: 1 }),
  warmUp: (embedder) => embedder.warmUp({ layers: [99] }),
};

async function theCaller(work: () => Promise<unknown>): Promise<Error> {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("the call was not refused");
}

describe.each<LoadOptions>([{ isolation: "thread" }, { isolation: "process" }, { isolation: "none" }])("%o", (options) => {
  let embedder: Embedder;
  beforeAll(async () => {
    embedder = await loadModel(tiny, options);
  });
  afterAll(() => embedder.dispose());

  test.each(Object.entries(refused))("an error of %s has the caller's file and line", async (_, call) => {
    const error = await theCaller(() => call(embedder));
    expect(error.stack).toMatch(/^NestvecError: .*\n +at .*callers-stack\.test\.ts:\d+:\d+/);
    expect(error.stack).toContain("theCaller");
    if (options.isolation === "none") return;
    // The worker's own error, with its stack there.
    expect(error.cause).toMatchObject({ message: error.message, stack: expect.stringMatching(/at .*dist\/.*\.js/) as string });
    expect((error.cause as Error).stack).not.toContain("theCaller");
  });

  test.each(Object.entries(refusedHere))("so has one of %s that no worker sees", async (_, call) => {
    const error = await theCaller(() => call(embedder));
    expect(error.stack).toMatch(/^NestvecError: .*\n[^]* at .*callers-stack\.test\.ts:\d+:\d+/);
    expect(error.stack).toContain("theCaller");
  });

  test("so has one of an aborted call, with the signal's reason as its cause", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 5);
    const texts = Array.from({ length: 2000 }, (_, place) => `text ${place}`);
    const error = await theCaller(() => embedder.embed(texts, { signal: controller.signal }));
    expect(error).toMatchObject({ code: "ABORTED", cause: reason, stack: expect.stringContaining("theCaller") as string });
  });
});

test.each(["thread", "process"] as const)("what opening a model in a %s throws has the caller's, too", async (isolation) => {
  const error = await theCaller(() => loadModel(fileURLToPath(new URL(".", import.meta.url)), { isolation }));
  expect(error).toMatchObject({ code: "MODEL_NOT_FOUND", stack: expect.stringContaining("theCaller") as string });
  expect(error.cause).toMatchObject({ code: "MODEL_NOT_FOUND" });
});
