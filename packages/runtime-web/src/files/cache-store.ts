import type { BlobStore } from "./blob-store.ts";

/** The name of nestvec's cache among those of an origin. */
const cacheName = "nestvec-1";

/**
 * Keeps bytes in the browser's Cache API: it is there in pages and workers of every current browser, and an entry is kept whole or not at
 * all, also when the tab is closed meanwhile. (The origin private file system writes in place only in workers; elsewhere what was written
 * to an open file is lost with the tab.)
 * @throws where the browser keeps nothing, as in some private windows; needs a page that came over https or from this machine
 */
export async function cacheStore(): Promise<BlobStore> {
  const cache = await caches.open(cacheName);
  return {
    async get(key) {
      const found = await cache.match(at(key)).catch(() => undefined);
      return found?.blob().catch(() => undefined);
    },
    async put(key, blob) {
      await cache.put(at(key), new Response(blob));
      return true;
    },
    async delete(key) {
      await cache.delete(at(key)).catch(() => false);
    },
  };
}

/**
 * Forgets all files of all models that were kept for this site.
 * @example
 * ```ts
 * import { clearCache } from "@nestvec/runtime-web";
 *
 * document.querySelector("#forget")?.addEventListener("click", () => void clearCache());
 * ```
 */
export async function clearCache(): Promise<void> {
  await (globalThis.caches as CacheStorage | undefined)?.delete(cacheName);
}

/** Keys of the Cache API are URLs; this one is of no server. */
const at = (key: string): string => `https://nestvec.invalid/${encodeURIComponent(key)}`;
