import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { NestvecError } from "@nestvec/core";
import { writing } from "./durable-files.ts";

/** Who works in a folder. */
interface Holder {
  readonly process: number;
  readonly host: string;
  /** When that process began, so that another one of the same number is not taken for it. */
  readonly started: string | null;
  readonly token: string;
}

/**
 * Takes a folder for this process alone. A lock whose process has ended, as `kill -9` ends it, is taken over; of another machine that cannot be seen.
 * @throws NestvecError FILE_NOT_WRITABLE where another process works there
 */
export async function lockFolder(lock: string, output: string): Promise<{ release(): Promise<void> }> {
  const own: Holder = { process: process.pid, host: hostname(), started: await startOf(process.pid), token: randomUUID() };
  for (;;) {
    if (await writing(lock, () => create(lock, own))) return { release: () => rm(lock, { force: true }) };
    const holder = await holderOf(lock);
    if (holder === undefined) continue;
    if (await isAlive(holder)) throw held(holder, lock, output);
    // Of two that find a lock that nobody holds, one moves it away. Whoever has moved another's puts it back.
    const moved = `${lock}.${own.token}`;
    await rename(lock, moved).catch(() => undefined);
    const taken = await holderOf(moved);
    if (taken !== undefined && taken.token !== holder.token) await rename(moved, lock);
    else await rm(moved, { force: true });
  }
}

async function create(lock: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(lock, JSON.stringify(holder), { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Who holds a lock; undefined where it is gone. One that was half written when its process ended is nobody's. */
async function holderOf(lock: string): Promise<Holder | undefined> {
  const json = await readFile(lock, "utf8").catch(() => undefined);
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json) as Holder;
  } catch {
    return { process: 0, host: hostname(), started: null, token: "" };
  }
}

async function isAlive({ process: id, host, started }: Holder): Promise<boolean> {
  if (host !== hostname()) return true;
  if (id === 0) return false;
  try {
    process.kill(id, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  return (await startOf(id)) === started;
}

/** When a process began, as Linux counts it; null elsewhere. A process that has ended and is not yet waited for has none. */
async function startOf(id: number): Promise<string | null> {
  const line = await readFile(`/proc/${id}/stat`, "utf8").catch(() => undefined);
  if (line === undefined) return null;
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? "ended" : (fields[19] ?? null);
}

function held({ process: id, host }: Holder, lock: string, output: string): NestvecError {
  const where = host === hostname() ? "" : ` on the machine "${host}"`;
  const remedy = host === hostname() ? "wait for it, or end it" : `wait for it; if it has ended, remove "${lock}"`;
  return new NestvecError("FILE_NOT_WRITABLE", { file: output, problem: `process ${id}${where} is making it: ${remedy}` });
}
