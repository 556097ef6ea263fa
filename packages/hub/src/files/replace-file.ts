import { rename, rm } from "node:fs/promises";
import { notWritable } from "./system-problem.ts";
import { ownName } from "./unfinished-name.ts";

/**
 * Makes a file or a link beside its place and renames it: who looks sees the old one or the new one, and a failure leaves neither a part nor a change.
 * @throws NestvecError FILE_NOT_WRITABLE
 */
export async function replaceFile(place: string, make: (unfinished: string) => Promise<unknown>): Promise<void> {
  const unfinished = ownName(place);
  try {
    await make(unfinished);
    await rename(unfinished, place);
  } catch (cause) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw notWritable(place, cause);
  }
}
