import { lstat, mkdir, readFile, readlink, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gitBlobId, repositoryOf, sha256, type HubRepository } from "@nestvec/loopback-hub";
import { filesBelow, oneExit, tinyName } from "./hub-for-test.ts";

/** A cache as Python's huggingface_hub made it: where links lead, what small files hold, and which blobs there are by their names. */
export interface CacheDescription {
  /** The version that made it. */
  readonly madeBy: string;
  readonly links: Readonly<Record<string, string>>;
  readonly texts: Readonly<Record<string, string>>;
  readonly blobs: readonly string[];
}

/** Where the description of Python's cache is. The hosts' test compares it with what Python does, and makes it. */
export const pythonCacheFile: URL = new URL("../../fixtures/python-cache.json", import.meta.url);

/** What both sides download. */
export const pythonRepository = (): HubRepository => repositoryOf(tinyName, oneExit());

/** Describes a cache. Times, and empty files such as locks, are left out. */
export async function describeCache(folder: string, madeBy: string): Promise<CacheDescription> {
  const links: Record<string, string> = {};
  const texts: Record<string, string> = {};
  const blobs: string[] = [];
  for (const path of await filesBelow(folder)) {
    const place = join(folder, path);
    const found = await lstat(place);
    if (found.isSymbolicLink()) links[path] = await readlink(place);
    else if (/[\\/]blobs[\\/]/.test(path)) blobs.push(path);
    else if (found.size > 0) texts[path] = await readFile(place, "utf8");
  }
  return { madeBy, links, texts, blobs };
}

/** Makes the described cache in a folder. The blobs' bytes are those of the repository. */
export async function makeCache(folder: string, { links, texts, blobs }: CacheDescription): Promise<void> {
  const contents = new Map(
    pythonRepository().files.flatMap(({ bytes }) => [sha256(bytes), gitBlobId(bytes)].map((name) => [name, bytes] as const)),
  );
  const place = async (path: string): Promise<string> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    return join(folder, path);
  };
  for (const [path, text] of Object.entries(texts)) await writeFile(await place(path), text);
  for (const path of blobs) await writeFile(await place(path), contents.get(path.split("/").at(-1) ?? "") ?? "");
  for (const [path, target] of Object.entries(links)) await symlink(target, await place(path));
}
