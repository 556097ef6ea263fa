import { isError } from "@nestvec/core";
import { memoryStore, storeWithFallback, type BlobStore } from "./blob-store.ts";
import { cacheStore } from "./cache-store.ts";

/** Where files are kept: in the browser for the next visit, or until the page is left. */
export type CacheChoice = "browser" | "none";

/** Opens the store that is wanted or, where the browser does not give it, one in memory; `note` is told why, as a sentence. */
export async function openStore(choice: CacheChoice, note: (sentence: string) => void): Promise<BlobStore> {
  if (choice === "none") return memoryStore();
  const notKept = (reason: unknown): void => note(`Files are not kept for the next visit: ${describe(reason)}.`);
  if ((globalThis.caches as CacheStorage | undefined) === undefined) {
    notKept("the page did not come over https");
    return memoryStore();
  }
  try {
    return storeWithFallback(await cacheStore(), notKept);
  } catch (reason) {
    notKept(reason);
    return memoryStore();
  }
}

function describe(reason: unknown): string {
  if (!isError(reason)) return String(reason);
  if (reason.name === "QuotaExceededError") return "the browser has no more room for this site";
  return reason.message.replace(/\.$/, "");
}
