import { expect, onTestFinished, test } from "vitest";
import { loadModel, type LoadOptions } from "./load-model.ts";
import { failure } from "../testing/model-copies.ts";

const articles = ["Reset a forgotten password", "Change the delivery address", "Cancel an order", "Opening hours of the library"];
const queries = ["I cannot log in", "my parcel goes to my old flat", "when are you open"];

async function opened(isolation: NonNullable<LoadOptions["isolation"]>) {
  const embedder = await loadModel("nestvec-mini", { isolation });
  onTestFinished(() => embedder.dispose());
  return { embedder, stored: await embedder.embed(articles) };
}

test.each(["none", "thread", "process"] as const)("held vectors give the very matches of stored ones, isolation: %s", async (isolation) => {
  const { embedder, stored } = await opened(isolation);
  const held = await embedder.hold(stored);
  expect(held).toMatchObject({ space: stored.space, rows: 4, dimension: 384 });
  // One after the other: a query that shares a batch has a vector of other last bits.
  const found: (number | undefined)[] = [];
  for (const query of queries) {
    const options = { dimension: 128, topK: 3 };
    const there = await embedder.search(query, held, options);
    const here = await embedder.search(query, stored, options);
    expect({ ...there, milliseconds: 0 }).toEqual({ ...here, milliseconds: 0 });
    found.push(there.matches[0]?.index);
  }
  expect(found).toEqual([0, 1, 3]);
  await held.dispose();
  expect(await failure(embedder.search("gone", held))).toMatchObject({ code: "DISPOSED" });
});

test("a buffer that is handed over is no longer the caller's, one that is copied stays", async () => {
  const { embedder, stored } = await opened("thread");
  const copied = await embedder.hold(stored);
  expect(stored.data).toHaveLength(4 * 384);
  const moved = await embedder.hold(stored, { transfer: true });
  expect(stored.data).toHaveLength(0);
  for (const held of [copied, moved]) expect((await embedder.search("login", held)).matches[0]?.index).toBe(0);
});

test("vectors of another space, damaged ones and wrong options are refused", async () => {
  const { embedder, stored } = await opened("thread");
  const other = await embedder.hold({ vectors: stored.vectors, space: "another" });
  expect(await failure(embedder.search("login", other))).toMatchObject({ code: "SPACE_MISMATCH" });
  const damaged = { vectors: [Float32Array.of(1, Number.NaN)], space: stored.space };
  expect(await failure(embedder.hold(damaged))).toMatchObject({ code: "ARGUMENT_INVALID" });
  expect(await failure(embedder.hold(stored, { move: true } as object))).toMatchObject({ code: "ARGUMENT_INVALID" });
  const held = await embedder.hold(stored);
  expect(await failure(embedder.search("login", held, { topK: -1 }))).toMatchObject({ code: "ARGUMENT_INVALID" });
  expect(await failure(held.rank(Float32Array.of(Infinity), 1))).toMatchObject({ code: "ARGUMENT_INVALID" });
});

test("the end of the embedder lets held vectors go, after what was asked", async () => {
  const embedder = await loadModel();
  const stored = await embedder.embed(articles);
  const held = await embedder.hold(stored);
  const ranked = held.rank(stored.data.slice(0, 384), 1);
  await embedder.dispose();
  expect(await ranked).toEqual([{ index: 0, score: expect.closeTo(1, 6) }]);
  expect(await failure(held.rank(stored.data.slice(0, 384), 1))).toMatchObject({ code: "DISPOSED" });
});
