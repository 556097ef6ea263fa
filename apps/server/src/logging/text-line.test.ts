import { pino } from "pino";
import { expect, test } from "vitest";
import { textLine } from "./text-line.ts";

/** What pino writes for some calls, as text. */
function written(log: (logger: ReturnType<typeof pino>) => void): string {
  let text = "";
  log(pino({ level: "trace", timestamp: () => `,"time":1795951466406` }, { write: (line) => void (text += textLine(line)) }));
  return text;
}

test("a line is time, level, message and what is said of it", () => {
  expect(written((log) => log.info({ url: "http://127.0.0.1:3000", metrics: undefined, ms: 3 }, "listening"))).toBe(
    "11:24:26.406 INFO  listening url=http://127.0.0.1:3000 ms=3\n",
  );
  expect(written((log) => log.warn({ problem: "it is not there", path: "a=b", exits: [2, 6], none: null }, "a model"))).toBe(
    `11:24:26.406 WARN  a model problem="it is not there" path="a=b" exits=[2,6] none=null\n`,
  );
});

test("objects and errors take lines of their own", () => {
  expect(written((log) => log.info({ configuration: { port: 3000, "model-id": ["a"], name: "b c" } }, "starting"))).toBe(
    `11:24:26.406 INFO  starting\n  configuration:\n    port: 3000\n    model-id: ["a"]\n    name: "b c"\n`,
  );
  const failed = written((log) =>
    log.error({ err: { type: "Error", message: "broke", stack: "Error: broke\n    at x" }, route: "/" }, "failed"),
  );
  expect(failed).toBe("11:24:26.406 ERROR failed route=/\n  Error: broke\n      at x\n");
  expect(written((log) => log.error({ err: new TypeError("broke") }, "failed"))).toMatch(/^11.* failed\n {2}TypeError: broke\n {6}at /);
});

test("no character that a terminal obeys is passed on", () => {
  const text = written((log) => log.info({ a: "\u001b[31mred\u0007", b: ["\u009b2J"], c: { d: "\u001b[0m x" } }, "m\u001b[1m\r\nfake"));
  // oxlint-disable-next-line no-control-regex -- it is them that are looked for
  expect(text.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  expect(text).toContain("red");
});
