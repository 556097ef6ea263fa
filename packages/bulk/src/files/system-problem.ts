import { getSystemErrorMap } from "node:util";

/** What the operating system says of a failed call, in its own words: "no space left on device". */
export function systemProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const errno = "errno" in error && typeof error.errno === "number" ? error.errno : undefined;
  return (errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]) ?? error.message;
}
