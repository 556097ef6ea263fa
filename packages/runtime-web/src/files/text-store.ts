import { messageOf, type Store } from "@nestvec/core";
import type { BlobStore } from "./blob-store.ts";

/** Small texts, such as calibrations, kept where the files of models are. */
export function textStore(store: BlobStore): Store {
  return {
    read: async (key) => (await store.get(at(key)))?.text(),
    async write(key, text) {
      try {
        if (await store.put(at(key), new Blob([text]))) return { kept: true };
        return { kept: false, reason: "nothing is kept for the next visit" };
      } catch (error) {
        return { kept: false, reason: messageOf(error) };
      }
    },
  };
}

const at = (key: string): string => `text ${key}`;
