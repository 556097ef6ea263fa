/** A place that keeps bytes by key. */
export interface BlobStore {
  /** What was kept before, or undefined. Never throws. */
  get(key: string): Promise<Blob | undefined>;
  /** Keeps bytes. Says whether they will be there at the next visit. @throws whatever the place throws, such as a `QuotaExceededError` */
  put(key: string, blob: Blob): Promise<boolean>;
  /** Forgets what was kept. Never throws. */
  delete(key: string): Promise<void>;
}

/** Keeps bytes until the page is left. */
export function memoryStore(): BlobStore {
  const kept = new Map<string, Blob>();
  return {
    get: async (key) => kept.get(key),
    async put(key, blob) {
      kept.set(key, blob);
      return false;
    },
    delete: async (key) => void kept.delete(key),
  };
}

/** Keeps bytes in a store for as long as that takes them, then until the page is left; `onFull` is told why, once. */
export function storeWithFallback(store: BlobStore, onFull: (reason: unknown) => void): BlobStore {
  const memory = memoryStore();
  let isFull = false;
  return {
    get: async (key) => (await memory.get(key)) ?? store.get(key),
    async put(key, blob) {
      try {
        if (!isFull) return await store.put(key, blob);
      } catch (reason) {
        isFull = true;
        onFull(reason);
      }
      return memory.put(key, blob);
    },
    async delete(key) {
      await Promise.all([memory.delete(key), store.delete(key)]);
    },
  };
}
