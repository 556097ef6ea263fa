import { copyFile, link, mkdir, readFile, readlink, symlink, writeFile } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { placeInside } from "../files/folder-inside.ts";
import { replaceFile } from "../files/replace-file.ts";
import type { RepositoryCache } from "./cache-layout.ts";

/**
 * Gives a blob its path in a snapshot: by a link that holds where the cache is moved to, or by a copy where there are no links.
 * @throws NestvecError FILE_NOT_WRITABLE
 */
export async function linkIntoSnapshot(
  cache: RepositoryCache,
  commit: string,
  path: string,
  oid: string,
  avoidsLinks: boolean,
): Promise<void> {
  const place = await placeInside(cache.snapshot(commit), path);
  const blob = cache.blob(oid);
  const target = relative(dirname(place), blob);
  if ((await readlink(place).catch(() => undefined)) === target) return;
  await replaceFile(place, async (unfinished) => {
    const ways = [() => symlink(target, unfinished), () => link(blob, unfinished), () => copyFile(blob, unfinished)];
    await firstOf(avoidsLinks ? ways.slice(1) : ways);
  });
}

async function firstOf(ways: readonly (() => Promise<void>)[]): Promise<void> {
  let problem: unknown;
  for (const way of ways) {
    try {
      return await way();
    } catch (error) {
      problem = error;
    }
  }
  throw problem;
}

/**
 * Remembers which commit a branch or tag means. `isOlder`: the commit was looked up some time ago, so what the cache says already stays.
 * @throws NestvecError FILE_NOT_WRITABLE
 */
export async function writeRef(
  cache: RepositoryCache,
  revision: string,
  commit: string,
  { isOlder }: { readonly isOlder: boolean },
): Promise<void> {
  if (revision === commit) return;
  const place = cache.ref(revision);
  const known = await readFile(place, "utf8").catch(() => undefined);
  if (known === commit || (isOlder && known !== undefined)) return;
  await replaceFile(place, async (unfinished) => {
    await mkdir(dirname(place), { recursive: true });
    await writeFile(unfinished, commit);
  });
}
