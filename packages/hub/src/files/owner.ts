import { createHash } from "node:crypto";
import { readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { systemCode } from "./system-problem.ts";

/** A process, as others know it that share its files: a lock, or a file that it writes. */
export interface Owner {
  readonly pid: number;
  /** Its machine: 8 hexadecimal digits. */
  readonly host: string;
}

/** Milliseconds after which a holder without a sign of life is taken for gone. */
const longestSilence = 30_000;

/** This process. */
export const thisProcess = (): Owner => ({ pid: process.pid, host: (host ??= hostOfThisProcess()) });

let host: string | undefined;

/** Containers may share a name and a folder, and yet not see each other's processes: those are other machines. */
function hostOfThisProcess(): string {
  let namespace = "";
  try {
    namespace = readlinkSync("/proc/self/ns/pid");
  } catch {
    // Not Linux.
  }
  return createHash("sha256").update(`${hostname()} ${namespace}`).digest("hex").slice(0, 8);
}

/** Whether a process is gone: of this machine, and not running; or silent for half a minute, by `sign`, its last sign of life in milliseconds since 1970. */
export function isGone(owner: Partial<Owner>, sign: number): boolean {
  const { pid, host: named } = owner;
  const isDead = named === thisProcess().host && pid !== undefined && !isAlive(pid);
  return isDead || Date.now() - sign > longestSilence;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== "ESRCH";
  }
}
