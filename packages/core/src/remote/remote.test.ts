import { once } from "node:events";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import type { EmbedRequest, EncodeAnswer } from "../engine/engine.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import type { Signal } from "../platform/platform.ts";
import type { RemotePort } from "./port.ts";
import { remoteEngine } from "./remote-engine.ts";
import { serveEngine } from "./serve-engine.ts";
import { after, answerOf, channel, clock, connected, engineWith, request } from "./testing/connected.ts";

test("the buffer of the vectors is handed over", async () => {
  const data = Float32Array.of(1, 2);
  const engine = connected({ embed: async () => answerOf(data) });
  const found = await engine.embed(request);
  expect(data.buffer.byteLength).toBe(0); // given away
  expect(found).toEqual(answerOf(Float32Array.of(1, 2)));
});

/** A message whose vectors are of another realm. */
const ofOther = (message: unknown): unknown =>
  typeof message === "object" && message !== null && "answer" in message
    ? { ...message, answer: { ...Object(message.answer), data: runInNewContext("Float32Array.of(1, 2)") } }
    : message;

test("vectors that another realm's channel hands out are of the realm that asks", async () => {
  const { here, there } = channel();
  serveEngine(there, clock, async () => engineWith({ embed: async () => answerOf(Float32Array.of(1, 2)) }));
  const port: RemotePort = { ...here, onMessage: (listener) => here.onMessage((message) => listener(ofOther(message))) };
  const { data } = await remoteEngine(port, { clock, after }).embed(request);
  expect(data.constructor).toBe(Float32Array);
  expect(data).toEqual(Float32Array.of(1, 2));
});

test("vectors that are a part of a larger buffer leave the rest of it where it is", async () => {
  const all = Float32Array.of(9, 1, 2, 9);
  const engine = connected({ embedTokens: async () => answerOf(all.subarray(1, 3)) });
  expect((await engine.embedTokens(request)).data).toEqual(Float32Array.of(1, 2));
  expect(all).toEqual(Float32Array.of(9, 1, 2, 9));
});

test("errors are themselves again: code, details, sentence and the cause's text; faults keep name and message", async () => {
  const known = new NestvecError("TEXT_TOO_LONG", { text: 1, tokens: 9, limit: 8 }, { cause: new RangeError("nine") });
  const engine = connected({ embed: () => Promise.reject(known), stats: () => Promise.reject(new TypeError("a fault")) });
  const error = await engine.embed(request).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(NestvecError);
  expect(error).toMatchObject({ code: known.code, details: known.details, message: known.message });
  // The error of the other side, with its stack there.
  expect(error).toMatchObject({ cause: { code: known.code, stack: known.stack, cause: "RangeError: nine" } });
  await expect(engine.stats()).rejects.toMatchObject({
    name: "TypeError",
    message: "a fault",
    cause: { name: "TypeError", stack: expect.stringContaining("remote.test.ts") as string },
  });
});

test("what opening throws, at once or later, reaches the other side", async () => {
  const error = new NestvecError("MODEL_NOT_FOUND", { model: "m", looked: ["f"] });
  const throwing = (): never => {
    throw error;
  };
  for (const open of [() => Promise.reject(error), throwing]) {
    const { here, there } = channel();
    serveEngine(there, clock, open);
    const { ready } = remoteEngine(here, { clock, after });
    await expect(ready).rejects.toMatchObject({ code: "MODEL_NOT_FOUND", details: { model: "m", looked: ["f"] } });
  }
});

test("an abort answers here at once and sets off the signal there; the request is the same otherwise", async () => {
  let seen: EmbedRequest | undefined;
  const there = new EventTarget();
  const heard = once(there, "aborted");
  const engine = connected({
    embed: (asked) => {
      seen = asked;
      return new Promise((_resolve, reject) => {
        asked.signal?.addEventListener("abort", () => {
          there.dispatchEvent(new Event("aborted"));
          reject(new Error("late"));
        });
      });
    },
  });
  const controller = new AbortController();
  const work = engine.embed({ ...request, signal: controller.signal });
  const reason = new Error("left");
  setTimeout(() => controller.abort(reason), 20);
  await expect(work).rejects.toMatchObject({ code: "ABORTED", cause: reason });
  await heard;
  const { signal, expires, ...same } = seen!;
  expect(same).toEqual(request);
  expect(expires).toBeUndefined();
  expect(signal as Signal).toMatchObject({ aborted: true, reason: "Error: left" });
});

test("what is left of a request's time crosses, and a side that does not answer in time is not waited for", async () => {
  let left: number | undefined;
  const engine = connected({
    embed: ({ expires }) => {
      left = expires! - clock();
      return new Promise(() => {});
    },
  });
  await engine.ready;
  await expect(engine.embed({ ...request, expires: clock() + 60 })).rejects.toMatchObject({
    code: "DEADLINE_EXCEEDED",
    details: { what: "embedding", deadlineMilliseconds: 60, unfinishedTexts: 1 },
  });
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(60);
});

test("the load is that of what the other side has not finished, and its end is told", async () => {
  let idle = 0;
  let finish: ((answer: EncodeAnswer) => void) | undefined;
  const engine = connected({ embed: () => new Promise((resolve) => (finish = resolve)) }, { onIdle: () => (idle += 1) });
  await engine.ready;
  const controller = new AbortController();
  const work = engine.embed({ ...request, texts: ["x".repeat(30)], signal: controller.signal });
  expect(engine.load).toBe(11);
  await new Promise((resolve) => setTimeout(resolve, 20));
  controller.abort();
  await expect(work).rejects.toMatchObject({ code: "ABORTED" });
  // It is at work all the same.
  expect([engine.load, idle]).toEqual([11, 0]);
  finish?.(answerOf(Float32Array.of(1, 2)));
  await expect.poll(() => engine.load).toBe(0);
  expect(idle).toBe(1);
});

test("batches are told of, with the counts as they are", async () => {
  const { here, there } = channel();
  const stats = {
    queuedTexts: 0,
    waitingTokens: 0,
    runningTexts: 1,
    batches: 0,
    batchedTexts: 0,
    batchesByTexts: {},
    batchesByTokens: {},
    usefulTokens: 0,
    paddedTokens: 0,
    runMilliseconds: { 6: 1.5 },
    openedExits: [6],
  };
  const progress = { file: "model.onnx", fileBytes: 1, fileTotalBytes: 2, from: "disk", bytes: 1, totalBytes: 2 } as const;
  serveEngine(there, clock, async ({ batches, onProgress }) => {
    onProgress(progress);
    batches.begin({ batch: 1, rows: 1, tokens: 3, wantedMilliseconds: Infinity }, stats);
    batches.end({ batch: 1, succeeded: true }, stats);
    return engineWith({});
  });
  const told: unknown[] = [];
  const engine = remoteEngine(here, {
    clock,
    after,
    onProgress: (how) => told.push(how),
    onBegin: (batch, counts) => told.push(batch.wantedMilliseconds, counts),
    onEnd: (batch, counts) => told.push(batch, counts),
  });
  await engine.ready;
  expect(told).toEqual([progress, Infinity, stats, { batch: 1, succeeded: true }, stats]);
});

test("a port that closes fails every call that waits and every later one, and disposes the engine there", async () => {
  const { here, there } = channel();
  let disposed = 0;
  serveEngine(there, clock, async () => engineWith({ embed: () => new Promise(() => {}), dispose: async () => void (disposed += 1) }));
  const engine = remoteEngine(here, { clock, after, worker: "worker thread" });
  await engine.ready;
  const calls = [engine.embed(request), engine.embed(request)];
  here.close();
  const died = { code: "WORKER_DIED", details: { worker: "worker thread", reason: "closed" } };
  for (const call of calls) await expect(call).rejects.toMatchObject(died);
  await expect(engine.stats()).rejects.toMatchObject(died);
  expect(engine.load).toBe(0);
  await expect.poll(() => disposed).toBe(1);
});

test("what cannot be sent is refused, and the engine goes on", async () => {
  const engine = connected({ decode: async () => ["a"] });
  const wrong = { ...request, texts: [(() => 1) as unknown as string] };
  await expect(engine.embed(wrong)).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
  expect(await engine.decode({ ids: [[1]], skipSpecialTokens: true })).toEqual(["a"]);
});

test.each<[string, unknown]>([
  ["a member that is missing", { ...request, layer: undefined }],
  ["a member of another type", { ...request, truncate: "middle" }],
  ["a text that is none", { ...request, texts: [7] }],
  ["no request at all", undefined],
])("a call of another form is refused, and the engine never sees it: %s", async (_what, wrong) => {
  let seen = 0;
  const engine = connected({ embed: async () => answerOf(Float32Array.of((seen += 1))) });
  await expect(engine.embed({ ...(wrong as EmbedRequest) })).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
  expect(seen).toBe(0);
});

test("an answer of another form is no answer", async () => {
  const engine = connected({ embed: async () => ({ ...answerOf(Float32Array.of(1)), tokens: "three" }) as unknown as EncodeAnswer });
  await expect(engine.embed(request)).rejects.toMatchObject({ code: "WORKER_DIED" });
});

test("disposing disposes the engine there", async () => {
  let disposed = 0;
  const engine = connected({ dispose: async () => void (disposed += 1) });
  await engine.dispose();
  expect(disposed).toBe(1);
  await expect(engine.info()).rejects.toMatchObject({ code: "WORKER_DIED" });
});
