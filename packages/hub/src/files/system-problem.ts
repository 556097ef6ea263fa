import { getSystemErrorMap } from "node:util";
import { isError, messageOf, NestvecError } from "@nestvec/core";

/** The code that the system has for a failure, such as "ENOENT". */
export const systemCode = (error: unknown): string | undefined =>
  isError(error) && "code" in error && typeof error.code === "string" ? error.code : undefined;

/** What the system says of a failure, in its own words: "no space left on device". */
export function systemProblem(error: unknown): string {
  const errno = isError(error) && "errno" in error && typeof error.errno === "number" ? error.errno : undefined;
  return (errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]) ?? messageOf(error);
}

/** The error of what the system does not let be written. */
export const notWritable = (file: string, cause: unknown): NestvecError =>
  NestvecError.is(cause) ? cause : new NestvecError("FILE_NOT_WRITABLE", { file, problem: systemProblem(cause) }, { cause });
