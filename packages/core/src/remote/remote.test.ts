import { once } from "node:events";
import { runInNewContext } from "node:vm";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import type { Embedder } from "../embedder/embedder.ts";
import { NestvecError } from "../errors.ts";
import type { Signal } from "../platform.ts";
import { connectEmbedder } from "./connect-embedder.ts";
import { packAnswer, unpackAnswer } from "./packed-answer.ts";
import type { RemotePort } from "./port.ts";
import { remoteCaller } from "./remote-caller.ts";
import { serveEmbedder } from "./serve-embedder.ts";

/** A Node message port as the protocol's. */
const adapted = (port: MessagePort): RemotePort => ({
  postMessage: (message, transfer) => port.postMessage(message, transfer as readonly ArrayBuffer[]),
  onMessage: (listener) => port.on("message", listener),
  onClose: (listener) => port.on("close", () => listener("closed")),
  close: () => port.close(),
});

function channel(): { here: RemotePort; there: RemotePort } {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  return { here: adapted(port1), there: adapted(port2) };
}

const rest = {
  layer: 1,
  space: "s",
  provider: "cpu",
  normalized: true,
  prompt: null,
  milliseconds: 1,
  timings: { tokenizing: 0, waiting: 0, running: 1 },
} as const;
const info = async () => ({ name: "little" }) as Awaited<ReturnType<Embedder["info"]>>;

/** The parts of an embedder that a test needs; the protocol calls no others. */
const embedderWith = (parts: Partial<Embedder>): Embedder => ({ info, dispose: async () => {}, ...parts }) as Embedder;

async function connected(parts: Partial<Embedder>): Promise<Embedder> {
  const { here, there } = channel();
  serveEmbedder(there, embedderWith(parts));
  return connectEmbedder(here);
}

test("the buffer of the vectors is handed over, and the views are made again over one buffer", async () => {
  const data = Float32Array.of(1, 2, 3, 4);
  const answer = { ...rest, data, dimension: 2, tokens: [3, 3], truncated: [false, true] };
  const embedder = await connected({ embed: async () => ({ ...answer, vectors: [data.subarray(0, 2), data.subarray(2, 4)] }) });
  const found = await embedder.embed(["a", "b"]);
  expect(data.buffer.byteLength).toBe(0); // given away
  expect(found.vectors).toEqual([Float32Array.of(1, 2), Float32Array.of(3, 4)]);
  expect(found.vectors.every(({ buffer }) => buffer === found.data.buffer)).toBe(true);
  expect(found).toMatchObject({ ...rest, dimension: 2, tokens: [3, 3], truncated: [false, true] });
  expect(Object.keys(found)).not.toContain("views");
});

test("so is that of the vectors of tokens", async () => {
  const data = Float32Array.of(1, 2, 3, 4, 5, 6);
  const { normalized: _, ...answer } = { ...rest, data, dimension: 2, tokens: [1, 2], truncated: [false, false] };
  const embedder = await connected({ embedTokens: async () => ({ ...answer, tokenVectors: [data.subarray(0, 2), data.subarray(2)] }) });
  const found = await embedder.embedTokens(["a", "b"]);
  expect(data.buffer.byteLength).toBe(0);
  expect(found.tokenVectors).toEqual([Float32Array.of(1, 2), Float32Array.of(3, 4, 5, 6)]);
  expect(found.tokenVectors.every(({ buffer }) => buffer === found.data.buffer)).toBe(true);
});

test("vectors that another realm's channel hands out are of the realm that asks", async () => {
  const data = runInNewContext("Float32Array.of(1, 2)") as Float32Array;
  const answer = { ...rest, data, vectors: [data], dimension: 2, tokens: [1], truncated: [false] };
  const { packed } = packAnswer(answer);
  const unpacked = unpackAnswer(packed) as typeof answer;
  for (const vector of [unpacked.data, ...unpacked.vectors]) expect(vector.constructor).toBe(Float32Array);
  expect(unpacked.vectors).toEqual([Float32Array.of(1, 2)]);
});

test("vectors that are a part of a larger buffer leave the rest of it where it is", async () => {
  const all = Float32Array.of(9, 1, 2, 9);
  const data = all.subarray(1, 3);
  const embedder = await connected({
    embed: async () => ({ ...rest, data, vectors: [data], dimension: 2, tokens: [1], truncated: [false] }),
  });
  expect((await embedder.embed(["a"])).data).toEqual(Float32Array.of(1, 2));
  expect(all).toEqual(Float32Array.of(9, 1, 2, 9));
});

test("errors are themselves again: code, details, sentence and the cause's text; faults keep name and message", async () => {
  const known = new NestvecError("TEXT_TOO_LONG", { text: 1, tokens: 9, limit: 8 }, { cause: new RangeError("nine") });
  const embedder = await connected({
    embed: () => Promise.reject(known),
    tokenize: () => Promise.reject(new TypeError("a fault")),
  });
  const error = await embedder.embed(["a"]).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(NestvecError);
  expect(error).toMatchObject({ code: known.code, details: known.details, message: known.message });
  // The error of the other side, with its stack there.
  expect(error).toMatchObject({ cause: { code: known.code, stack: known.stack, cause: "RangeError: nine" } });
  await expect(embedder.tokenize(["a"])).rejects.toMatchObject({
    name: "TypeError",
    message: "a fault",
    cause: { name: "TypeError", stack: expect.stringContaining("remote.test.ts") as string },
  });
});

test("what opening throws, at once or later, reaches whoever connects", async () => {
  const error = new NestvecError("MODEL_NOT_FOUND", { model: "m", looked: ["f"] });
  const throwing = (): never => {
    throw error;
  };
  for (const open of [() => Promise.reject(error), throwing]) {
    const { here, there } = channel();
    serveEmbedder(there, open);
    await expect(connectEmbedder(here)).rejects.toMatchObject({ code: "MODEL_NOT_FOUND", details: { model: "m", looked: ["f"] } });
  }
});

test("an abort answers here at once and sets off the signal there; options stay otherwise", async () => {
  let seen: { readonly signal?: Signal; readonly layer?: number } = {};
  const there = new EventTarget();
  const heard = once(there, "aborted");
  const embedder = await connected({
    embed: (_texts, options) => {
      seen = options ?? {};
      return new Promise((_resolve, reject) => {
        seen.signal?.addEventListener("abort", () => {
          there.dispatchEvent(new Event("aborted"));
          reject(new Error("late"));
        });
      });
    },
  });
  const controller = new AbortController();
  const work = embedder.embed(["a"], { layer: 3, signal: controller.signal });
  const reason = new Error("left");
  setTimeout(() => controller.abort(reason), 20);
  await expect(work).rejects.toMatchObject({ code: "ABORTED", cause: reason });
  await heard;
  expect(seen.layer).toBe(3);
  expect(seen.signal).toMatchObject({ aborted: true, reason: "Error: left" });
});

test("a port that closes fails every call that waits and every later one, and disposes the embedder there", async () => {
  const { here, there } = channel();
  let disposed = 0;
  serveEmbedder(there, embedderWith({ embed: () => new Promise(() => {}), dispose: async () => void (disposed += 1) }));
  const caller = remoteCaller(here, { worker: "worker thread" });
  await caller.ready;
  const calls = [caller.call("embed", [["a"]]), caller.call("embed", [["b"]])];
  here.close();
  const died = { code: "WORKER_DIED", details: { worker: "worker thread", reason: "closed" } };
  for (const { answer, finished } of calls) {
    await expect(answer).rejects.toMatchObject(died);
    await finished;
  }
  await expect(caller.call("info", []).answer).rejects.toMatchObject(died);
  await expect.poll(() => disposed).toBe(1);
});

test("what cannot be sent is refused, and the embedder goes on", async () => {
  const embedder = await connected({});
  await expect(embedder.embed([(() => 1) as unknown as string])).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
  expect(await embedder.info()).toEqual({ name: "little" });
});

test("disposing disposes the embedder there, once, and later calls are refused by name", async () => {
  let disposed = 0;
  const embedder = await connected({ dispose: async () => void (disposed = 1) });
  await Promise.all([embedder.dispose(), embedder[Symbol.asyncDispose]()]);
  expect(disposed).toBe(1);
  await expect(embedder.info()).rejects.toMatchObject({ code: "DISPOSED", message: expect.stringContaining("little") });
});
