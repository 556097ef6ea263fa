import { isError } from "./any-error.ts";
import { NestvecError } from "./nestvec-error.ts";

/** Errors that have a caller's stack already. Calls that wait for the same graph to open are given the same error. */
const attributed = new WeakSet<Error>();

/**
 * Runs some work whose errors get the stack of this call. Those of a batch, or of a worker, are made where no caller is on the stack. What it costs a
 * call that succeeds is an `Error` whose stack is never written out. `ownFrames`: functions of this package between the caller and this one, which are left
 * out, so that the stack begins with the caller's line.
 * @example
 * ```ts
 * import { NestvecError } from "@nestvec/core";
 * import { withCallersStack } from "@nestvec/core/remote";
 *
 * const closed = Promise.reject(new NestvecError("DISPOSED", { what: "model" }));
 * const embed = () => withCallersStack(1, () => closed);
 *
 * await embed().catch((error: Error) => console.log(error.stack?.split("\n")[1])); // →     at …
 * ```
 */
export async function withCallersStack<T>(ownFrames: number, work: () => Promise<T>): Promise<T> {
  const call = new Error("a call");
  try {
    return await work();
  } catch (error) {
    throw isError(error) ? withStackOf(call, ownFrames + 1, error) : error;
  }
}

function withStackOf(call: Error, ownFrames: number, thrown: Error): Error {
  const frames = framesOf(call, ownFrames);
  const isShared = attributed.has(thrown);
  if (frames === "" || (isShared && !NestvecError.is(thrown))) return thrown;
  const error = isShared && NestvecError.is(thrown) ? copyOf(thrown) : thrown;
  attributed.add(error);
  // A fault of nestvec keeps its own stack, too: it is what a report needs.
  const value = `${NestvecError.is(error) ? headOf(error, call) : `${error.stack ?? ""}\n`}${frames}`;
  Object.defineProperty(error, "stack", { value, writable: true, configurable: true });
  return error;
}

const copyOf = ({ code, details, cause }: NestvecError): NestvecError => new NestvecError(code, details, { cause });

/** V8 begins a stack with the error's name and message, and other engines do not. */
const headOf = ({ name, message }: Error, call: Error): string => (hasHead(call) ? `${name}: ${message}\n` : "");

const hasHead = ({ stack = "", name, message }: Error): boolean => stack.startsWith(`${name}: ${message}`);

/** The lines of a stack, without its head and the first ones; in V8, whose lines are known. */
function framesOf(call: Error, ownFrames: number): string {
  const { stack = "" } = call;
  return hasHead(call)
    ? stack
        .split("\n")
        .slice(1 + ownFrames)
        .join("\n")
    : stack;
}
