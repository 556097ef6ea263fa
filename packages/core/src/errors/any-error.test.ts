import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { isError, messageOf } from "./any-error.ts";
import { NestvecError } from "./nestvec-error.ts";

const elsewhere = (expression: string): unknown => runInNewContext(expression);

test.each([
  new RangeError("a"),
  elsewhere(`new RangeError("a")`),
  elsewhere(`Object.assign(new Error("a"), { code: "ENOENT" })`),
  new DOMException("a", "AbortError"),
])("%o is an error, of whichever realm", (error: unknown) => {
  expect(isError(error)).toBe(true);
  expect(messageOf(error)).toBe("a");
});

test.each([[undefined], [null], ["Error: a"], [{ name: "Error", message: "a", stack: "" }], [[]]])("%o is none", (value: unknown) => {
  expect(isError(value)).toBe(false);
  expect(messageOf(value)).toBe(String(value));
});

test("an error of another copy of this package, or of another realm's, is one of this library's", () => {
  const make = `
    class NestvecError extends Error {
      name = "NestvecError";
      code = "WORKER_DIED";
      details = { worker: "worker", reason: "gone" };
    }
    new NestvecError("a message");
  `;
  for (const error of [elsewhere(make), new Function(`${make.replace("new Nest", "return new Nest")}`)() as unknown]) {
    expect(NestvecError.is(error)).toBe(true);
    expect(NestvecError.is(error, "WORKER_DIED")).toBe(true);
    expect(NestvecError.is(error, "ABORTED")).toBe(false);
    expect(error instanceof NestvecError).toBe(true);
  }
  expect(elsewhere(`new Error("a")`) instanceof NestvecError).toBe(false);
});
