import { randomBytes } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isGone, thisProcess } from "./owner.ts";

/** What an earlier process left beside a place. */
export interface Leftover {
  readonly path: string;
  readonly bytes: number;
}

// Python's own are `OID.8-DIGITS.incomplete`; what it writes must not be taken from under it.
const ending = /\.nestvec-[0-9a-f]{8}(?:-([0-9a-f]{8})-(\d{1,15}))?\.incomplete$/;

/** A name beside a place for what this process writes and no other may touch: it says whose it is. */
export function ownName(place: string): string {
  const { pid, host } = thisProcess();
  return `${place}.nestvec-${randomBytes(4).toString("hex")}-${host}-${pid}.incomplete`;
}

/** A name beside a place for what any process may go on with. */
export const freeName = (place: string): string => `${place}.nestvec-${randomBytes(4).toString("hex")}.incomplete`;

/** Takes away what lies beside a place and is nobody's any more. */
export async function clearLeftovers(place: string): Promise<void> {
  for (const { path } of await leftoversOf(place)) await rm(path, { force: true }).catch(() => {});
}

/** What lies beside a place and is nobody's any more, the longest first: its process has let go of it, or is gone. */
export async function leftoversOf(place: string): Promise<readonly Leftover[]> {
  const names = await readdir(dirname(place)).catch((): string[] => []);
  const found = await Promise.all(
    names.map(async (name): Promise<Leftover | undefined> => {
      const [whole, host, pid] = ending.exec(name) ?? [];
      if (whole === undefined || name.slice(0, -whole.length) !== basename(place)) return undefined;
      const path = join(dirname(place), name);
      const about = await stat(path).catch(() => undefined);
      const isFree = host === undefined || isGone({ host, pid: Number(pid) }, about?.mtimeMs ?? 0);
      return isFree ? { path, bytes: about?.size ?? 0 } : undefined;
    }),
  );
  return found.filter((leftover) => leftover !== undefined).toSorted((left, right) => right.bytes - left.bytes);
}
