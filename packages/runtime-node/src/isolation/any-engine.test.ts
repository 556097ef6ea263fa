import { MessageChannel, type MessagePort } from "node:worker_threads";
import { meanOfRowsEngine } from "@nestvec/conformance";
import { embedderOver } from "@nestvec/core";
import { serveEngine, type RemotePort } from "@nestvec/core/remote";
import { expect, test } from "vitest";
import { clock, sha256 } from "../platform/node-platform.ts";
import { enginePool } from "./engine-pool.ts";
import type { WorkerHandle } from "./worker-handle.ts";

const rows = { unknown: [0, 0, 1, 0], red: [3, 4, 0, 12], green: [-3, 4, 0, 0] };
const platform = { clock, digest: sha256, store: { read: async () => undefined, write: async () => ({ kept: false }) } };

const portOf = (port: MessagePort): RemotePort => ({
  postMessage: (message, transfer) => port.postMessage(message, transfer as readonly ArrayBuffer[]),
  onMessage: (listener) => void port.on("message", listener),
  onClose: (listener) => void port.on("close", () => listener("closed")),
  close: () => port.close(),
});

/** A member of a pool that serves a table of rows over a channel; `asked` counts the requests to embed that came to it. */
function startTable(asked: { count: number }): WorkerHandle {
  const { port1, port2 } = new MessageChannel();
  serveEngine(portOf(port2), clock, async () => {
    const engine = meanOfRowsEngine("colours", rows);
    return { ...engine, embed: (request) => ((asked.count += 1), engine.embed(request)) };
  });
  const ended = new Promise<string>((resolve) => port1.on("close", () => resolve("closed")));
  return { kind: "worker thread", port: portOf(port1), started: Promise.resolve(), ended, hold: () => {} };
}

test("a pool of engines of another kind is an engine, and has all of an embedder's verbs", async () => {
  const members = [{ count: 0 }, { count: 0 }];
  const pool = enginePool((place) => startTable(members[place] ?? { count: 0 }), 2);
  await pool.ready;
  const embedder = await embedderOver(pool, platform);
  const calls = Array.from({ length: 8 }, () => embedder.embed(["red green", "red"], { dimension: 2 }));
  for (const { vectors, space } of await Promise.all(calls)) {
    expect(space).toBe("colours/layer-1");
    // The mean of both is (0, 4), red alone (3, 4) of length 5.
    expect(vectors.map((vector) => Array.from(vector, (number) => Number(number.toFixed(6))))).toEqual([
      [0, 1],
      [0.6, 0.8],
    ]);
  }
  expect(members.map(({ count }) => count)).toEqual([4, 4]);
  const { matches } = await embedder.search("red", ["green", "red"], { topK: 1 });
  expect(matches).toEqual([{ index: 1, similarity: 1 }]);
  expect(await embedder.stats()).toMatchObject({ workers: 2, restarts: 0 });
  await embedder.dispose();
});

test("the steps of a cascade are asked of one worker, which drops its states in the end; should it die, of another", async () => {
  const asked: string[][] = [[], []];
  const ports: MessagePort[] = [];
  const start = (place: number): WorkerHandle => {
    const { port1, port2 } = new MessageChannel();
    ports[place] = port2;
    const engine = meanOfRowsEngine("colours", rows);
    serveEngine(portOf(port2), clock, async () => ({
      ...engine,
      async embed(request) {
        asked[place]?.push(`${request.states?.name} ${request.states?.keeps}`);
        return engine.embed(request);
      },
      dropStates: async (name) => void asked[place]?.push(name),
    }));
    const ended = new Promise<string>((resolve) => port1.on("close", () => resolve("closed")));
    return { kind: "worker thread", port: portOf(port1), started: Promise.resolve(), ended, hold: () => {} };
  };
  const pool = enginePool(start, 2);
  await pool.ready;
  const ask = (keeps: boolean, name = "a") =>
    pool.embed({ texts: ["red"], prompt: "", layer: 1, dimension: 2, normalize: true, states: { name, keeps } });
  await ask(true);
  // The other is the less loaded one now.
  const others = Array.from({ length: 6 }, () =>
    pool.embed({ texts: ["red red red"], prompt: "", layer: 1, dimension: 2, normalize: true }),
  );
  await Promise.all([...others, ask(true), ask(false)]);
  await pool.dropStates?.("a");
  await pool.dropStates?.("a");
  const keeper = asked.findIndex((calls) => calls.includes("a"));
  const ofStates = (place: number): readonly string[] => (asked[place] ?? []).filter((call) => !call.startsWith("undefined"));
  expect(ofStates(keeper)).toEqual(["a true", "a true", "a false", "a"]);
  expect(ofStates(1 - keeper)).toEqual([]);

  await ask(true, "b");
  const dying = asked.findIndex((calls) => calls.includes("b true"));
  ports[dying]?.close();
  expect((await ask(false, "b")).data).toHaveLength(2);
  await pool.dropStates?.("b");
  await pool.dispose();
});
