import { setTimeout as sleep } from "node:timers/promises";
import { NestvecError } from "@nestvec/core";
import { expect, onTestFinished, test } from "vitest";
import { openChild, type MeasuredChild } from "./measured-child.ts";

/** A child that is a program of one line: `line` is a request, `say` answers. */
async function childOf(onLine: string, { before = "say({ name: 'a child' });", signal = undefined as AbortSignal | undefined } = {}) {
  const script = `
    const say = (answer) => process.stdout.write(JSON.stringify(answer) + "\\n");
    ${before}
    require("node:readline").createInterface({ input: process.stdin }).on("line", (text) => { const line = JSON.parse(text); ${onLine} });`;
  const child: MeasuredChild = await openChild({
    command: process.execPath,
    arguments: ["-e", script],
    ...(signal === undefined ? {} : { signal }),
  });
  onTestFinished(() => child.close());
  return child;
}

const isAlive = (id: number): boolean => {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
};

test("it says what it is, and answers each request in its turn", async () => {
  const child = await childOf("setTimeout(() => say({ doubled: 2 * line.number }), 20 / line.number);");
  expect(child.hello).toEqual({ name: "a child" });
  const answers = await Promise.all([1, 2, 3].map((number) => child.ask<{ doubled: number }>({ number })));
  expect(answers.map(({ doubled }) => doubled)).toEqual([2, 4, 6]);
  await child.close();
  expect(isAlive(child.processId)).toBe(false);
});

test("answers larger than a pipe, with characters that end lines elsewhere, arrive whole", async () => {
  const child = await childOf("say({ text: line.text });", {});
  const text = "é\u2028漢\r".repeat(200_000);
  // Node's own reader of lines, in the child, would cut at the separator.
  expect((await child.ask<{ text: string }>({ text: text.replaceAll(/[\u2028\r]/g, "") })).text).toHaveLength(400_000);
  const large = await childOf(`say({ text: "é\\u2028漢\\r".repeat(200_000) });`);
  expect((await large.ask<{ text: string }>({})).text === text).toBe(true);
});

test("a failure is that of one request alone", async () => {
  const child = await childOf("say(line.fail ? { error: { message: 'no such model' } } : { fine: true });");
  await expect(child.ask({ fail: true })).rejects.toThrow("no such model");
  expect(await child.ask({})).toEqual({ fine: true });
});

test("an error of the library's keeps its code and details", async () => {
  const sent = new NestvecError("LAYER_UNAVAILABLE", { layer: 5, available: [2, 3], missing: [] });
  const child = await childOf("say({ error: line });");
  const error: unknown = await child.ask({ ...sent, message: sent.message }).catch((problem: unknown) => problem);
  expect(NestvecError.is(error, "LAYER_UNAVAILABLE") && error.details).toEqual(sent.details);
  expect((error as Error).message).toBe(sent.message);
});

test("a child that dies says why, in the words of its standard error", async () => {
  const child = await childOf("throw new RangeError('too many texts');");
  const error: unknown = await child.ask({}).catch((problem: unknown) => problem);
  expect(NestvecError.is(error, "WORKER_DIED") && error.details.reason).toBe("exit code 1: RangeError: too many texts");
  await expect(child.ask({}), "and so it stays").rejects.toThrow("too many texts");
});

test.each([
  ["that is not there", { command: "nestvec-no-such-program" }, /ENOENT/],
  ["that ends at once", { command: process.execPath, arguments: ["-e", "process.exit(3)"] }, /exit code 3/],
  [
    "that fails in its first line",
    { command: process.execPath, arguments: ["-e", `console.log('{"error":{"message":"no torch"}}')`] },
    /^no torch$/,
  ],
  [
    "that prints something else",
    { command: process.execPath, arguments: ["-e", "console.log('Hello'); setTimeout(() => {}, 60_000)"] },
    /"Hello"/,
  ],
])("a program %s is an error", async (_what, program, message) => {
  await expect(openChild(program)).rejects.toThrow(message);
});

test("an abort kills it in the middle of its work", async () => {
  const stop = new AbortController();
  const child = await childOf("for (;;) {}", { signal: stop.signal });
  const asked = child.ask({});
  await sleep(50);
  stop.abort();
  await expect(asked).rejects.toSatisfy((error) => NestvecError.is(error, "ABORTED"));
  await child.close();
  expect(isAlive(child.processId)).toBe(false);
  await expect(childOf("", { signal: stop.signal }), "and none is started after it").rejects.toThrow("aborted");
});
