import { getSystemErrorMap } from "node:util";
import { isError, messageOf, NestvecError } from "@nestvec/core";

/** The code that the system has for a failure, such as "ENOENT". */
export const systemCode = (error: unknown): string | undefined =>
  isError(error) && "code" in error && typeof error.code === "string" ? error.code : undefined;

/** The error of what the system does not let be written, in its own words: "no space left on device". */
export function notWritable(file: string, cause: unknown): NestvecError {
  if (NestvecError.is(cause)) return cause;
  const errno = isError(cause) && "errno" in cause && typeof cause.errno === "number" ? cause.errno : undefined;
  const problem = (errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]) ?? messageOf(cause);
  return new NestvecError("FILE_NOT_WRITABLE", { file, problem }, { cause });
}
