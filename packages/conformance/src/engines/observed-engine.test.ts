import { embedderOver, type EngineObserver, type ObservedEnd, type ObservedRequest } from "@nestvec/core";
import { expect, test } from "vitest";
import { meanOfRowsEngine } from "./mean-of-rows-engine.ts";

const platform = {
  clock: () => performance.now(),
  digest: async (bytes: Uint8Array) => String(bytes),
  store: { read: async () => undefined, write: async () => ({ kept: false }) },
};
const colours = () => meanOfRowsEngine("colours", { grey: [1, 1], red: [1, 0], blue: [0, 1] });

/** Writes down what it is told. */
function witness(): { readonly observer: EngineObserver; readonly told: (ObservedRequest | ObservedEnd | string)[] } {
  const told: (ObservedRequest | ObservedEnd | string)[] = [];
  const observer: EngineObserver = {
    observe({ model }) {
      told.push(model.name);
      return {
        begin(request) {
          told.push(request);
          return (end) => void told.push(end);
        },
        close: () => void told.push("closed"),
      };
    },
  };
  return { observer, told };
}

test("an observer is told of the engine, its requests, their ends and its end", async () => {
  const { observer, told } = witness();
  const embedder = await embedderOver(colours(), platform, { observer });
  const { vectors, space } = await embedder.embed(["red", "blue"]);
  expect(vectors).toHaveLength(2);
  await embedder.dispose();
  expect(told).toEqual([
    "colours",
    { texts: 2, layers: [expect.any(Number)], dimension: 2, lane: undefined, perToken: false },
    expect.objectContaining({ spaces: [space], tokens: [1, 1], truncated: [false, false], timings: expect.any(Object) as object }),
    "closed",
  ]);
  expect(Object.keys(told[2] as object)).not.toContain("data");
});

test("what the cache knows is not asked for", async () => {
  const { observer, told } = witness();
  const embedder = await embedderOver(colours(), platform, { observer, cacheBytes: 1000 });
  await embedder.embed(["red"]);
  await embedder.embed(["red"]);
  await embedder.embed(["red", "blue"]);
  expect(told.filter((one) => typeof one === "object" && "texts" in one)).toMatchObject([{ texts: 1 }, { texts: 1 }]);
  await embedder.dispose();
});

test("the error of a request is the caller's as well", async () => {
  const { observer, told } = witness();
  const engine = { ...colours(), embed: () => Promise.reject(new RangeError("no")) };
  const embedder = await embedderOver(engine, platform, { observer });
  const error: unknown = await embedder.embed(["red"]).catch((caught: unknown) => caught);
  expect(told.at(-1)).toEqual({ error });
  await embedder.dispose();
});

test("what is no observer is refused", async () => {
  const observer = { watch: () => {} } as unknown as EngineObserver;
  await expect(embedderOver(colours(), platform, { observer })).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
});
