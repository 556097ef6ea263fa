import { readFile, stat } from "node:fs/promises";
import { cacheFolderOf, type HubChoice } from "../settings/hub-settings.ts";
import { isCommit, requireRepository } from "../settings/repository-name.ts";
import { repositoryCache, type RepositoryCache } from "./cache-layout.ts";

/** A commit of a repository in the hub's cache. */
export interface CachedModel {
  /** The folder of its files, whichever of them were downloaded. */
  readonly folder: string;
  readonly commit: string;
}

/** What the cache is asked for. */
export interface CacheQuestion extends Pick<HubChoice, "cacheFolder"> {
  /** A branch, a tag or a commit. Default: the one in the name, else `main`. */
  readonly revision?: string | undefined;
}

/**
 * Looks for a repository in the hub's cache, which Python's huggingface_hub and others fill, too; undefined where it has no file of it. Nothing is
 * asked of a server.
 * @throws NestvecError ARGUMENT_INVALID
 * @example
 * ```ts
 * import { cachedModel } from "@nestvec/hub";
 *
 * const found = await cachedModel("some-org/some-model-that-nobody-has");
 * console.log(found?.folder); // → undefined
 * ```
 */
export async function cachedModel(model: string, question: CacheQuestion = {}): Promise<CachedModel | undefined> {
  const { name, revision } = requireRepository(model, question.revision);
  return findSnapshot(repositoryCache(cacheFolderOf(question), name), revision);
}

/** The snapshot that a revision means, as far as the cache knows. */
export async function findSnapshot(cache: RepositoryCache, revision: string): Promise<CachedModel | undefined> {
  const known = isCommit(revision) ? revision : await readFile(cache.ref(revision), "utf8").catch(() => undefined);
  const commit = known?.trim();
  if (commit === undefined || !isCommit(commit)) return undefined;
  const folder = cache.snapshot(commit);
  const isThere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isThere ? { folder, commit } : undefined;
}
