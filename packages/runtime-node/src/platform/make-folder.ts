import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { isError } from "@nestvec/core";

/**
 * Makes a folder and those above it, unless they are there. Node's own recursive `mkdir` never ends where the system says of a folder
 * that exists that it does not, as in /proc.
 */
export async function makeFolder(folder: string): Promise<void> {
  const problem = await mkdir(folder).then(() => undefined, systemCode);
  if (problem === undefined || problem === "EEXIST") return;
  if (problem === "ENOENT" && dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder).catch((error: unknown) => {
    if (systemCode(error) !== "EEXIST") throw error;
  });
}

/** The code of an error of the system. */
export const systemCode = (error: unknown): unknown => (isError(error) && "code" in error ? error.code : "unknown");
