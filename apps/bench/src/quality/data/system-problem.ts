import { getSystemErrorMap } from "node:util";

/** What the system says of a failed call, in its own words: "no such file or directory". Of any other error, its message. */
export function systemProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // zlib's errors have numbers of their own, and no call of the system.
  const number = "syscall" in error && "errno" in error && typeof error.errno === "number" ? error.errno : 0;
  return getSystemErrorMap().get(number)?.[1] ?? error.message;
}
