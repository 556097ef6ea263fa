import { NestvecError } from "@nestvec/core";
import type { ConnectionError } from "@nestvec/core/download";

/** The error of a hub that does not answer, or breaks off, however often it is asked. */
export function unreachable(hub: string, problem: string, cause: ConnectionError): NestvecError<"HUB_UNREACHABLE"> {
  const { retryAfterMilliseconds: wait } = cause;
  return new NestvecError("HUB_UNREACHABLE", { hub, problem, ...(wait === undefined ? {} : { retryAfterMilliseconds: wait }) }, { cause });
}
