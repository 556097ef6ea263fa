import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { messageBatches, messagesOf } from "./message-batches.ts";

test("what one turn of work brings goes together, in its order; what must go at once takes along what waits", async () => {
  const sent: (readonly unknown[])[] = [];
  const outbox = messageBatches((batch) => sent.push(batch));
  // As the answers of a batch come: each after some promises, none after an event.
  const answer = async (name: string, hops: number): Promise<void> => {
    for (let hop = 0; hop < hops; hop++) await undefined;
    outbox.post(name);
  };
  await setImmediate();
  await Promise.all([answer("end", 0), answer("first", 3), answer("second", 7)]);
  expect(sent).toEqual([]);
  await setImmediate();
  expect(sent).toEqual([["end", "first", "second"]]);

  outbox.post("answer");
  outbox.postNow("begin");
  expect(sent.slice(1)).toEqual([["answer", "begin"]]);
  await setImmediate();
  expect(sent).toHaveLength(2);
  expect(messagesOf(sent[1])).toEqual(["answer", "begin"]);
  expect(messagesOf({ type: "a message of somebody else's" })).toEqual([]);
});
