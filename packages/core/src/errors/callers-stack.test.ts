import { expect, test } from "vitest";
import { withCallersStack } from "./callers-stack.ts";
import { NestvecError } from "./nestvec-error.ts";

/** Work whose error is made where no caller is on the stack. */
const failing = (error: () => unknown) => (): Promise<never> => new Promise((_, reject) => setImmediate(() => reject(error())));
const caught = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

async function theFirstCaller(work: () => Promise<never>): Promise<unknown> {
  return caught(withCallersStack(0, work));
}
async function theSecondCaller(work: () => Promise<never>): Promise<unknown> {
  return caught(withCallersStack(0, work));
}

test("an error of this library has the stack of the call, under its name and message", async () => {
  const cause = new Error("the cause");
  const error = await theFirstCaller(failing(() => new NestvecError("DISPOSED", { what: "a model" }, { cause })));
  expect(error).toMatchObject({ code: "DISPOSED", cause, stack: expect.stringContaining("at theFirstCaller") as string });
  expect((error as Error).stack?.split("\n")[0]).toBe(`NestvecError: ${(error as Error).message}`);
  // The innermost line is the caller's.
  expect((error as Error).stack?.split("\n")[1]).toMatch(/at theFirstCaller .*callers-stack\.test\.ts:\d+:\d+/);
  expect(Object.keys(error as Error)).not.toContain("stack");
});

test("a fault has its own stack, and that of the call below it", async () => {
  const error = await theFirstCaller(failing(() => new RangeError("a fault")));
  expect((error as Error).stack).toMatch(/^RangeError: a fault\n[^]*(?:at failing|Immediate)[^]*at theFirstCaller/);
});

test("two calls that wait for the same work get an error each, with their own stack", async () => {
  const shared = Promise.reject(new NestvecError("DISPOSED", { what: "a model" }));
  const [first, second] = await Promise.all([theFirstCaller(() => shared), theSecondCaller(() => shared)]);
  expect((first as Error).stack).toContain("at theFirstCaller");
  expect((first as Error).stack).not.toContain("at theSecondCaller");
  expect((second as Error).stack).toContain("at theSecondCaller");
  expect(second).toMatchObject({ code: "DISPOSED", details: { what: "a model" } });
});

test("what is no error is thrown as it is", async () => {
  expect(await theFirstCaller(failing(() => "a text"))).toBe("a text");
});

test("without stacks, errors keep what they have", async () => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const error = await theFirstCaller(failing(() => new NestvecError("DISPOSED", { what: "a model" })));
    expect(error).toMatchObject({ code: "DISPOSED", message: expect.stringContaining("a model") as string });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
});
