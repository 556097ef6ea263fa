import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { openModel, type ModelPlatform } from "../../embedder/open-model.ts";
import type { ModelOptions } from "../../model-engine/model-options.ts";
import { memorySource } from "../../model/files/memory-source.ts";

// Models in miniature and what their libraries give, as tools/fixtures/make-static-models.py wrote them down.
const fixture = new URL("../../../fixtures/static-models.json.gz", import.meta.url);
/** A model in miniature, and what its library gives. */
export interface Made {
  readonly files: Readonly<Record<string, string>>;
  readonly answers: readonly { readonly text: string; readonly ids: readonly number[]; readonly vector: readonly number[] }[];
}
export const made = JSON.parse(gunzipSync(readFileSync(fixture)).toString()) as Readonly<Record<string, Made>>;

const contents = (files: Made["files"]): Record<string, Uint8Array | string> =>
  Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      path.endsWith(".json") ? content : new Uint8Array(Buffer.from(content, "base64")),
    ]),
  );

/** Runs no graph. */
export const platform: ModelPlatform = {
  runtime: { name: "none", version: "0", machine: "none", open: () => Promise.reject(new Error("no graph is run")) },
  clock: () => performance.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
  digest: async (bytes) => hash("sha256", bytes),
  store: { read: async () => undefined, write: async () => ({ kept: false }) },
};
export const open = (files: Record<string, Uint8Array | string>, options: ModelOptions = {}) =>
  openModel(memorySource(files, "a test"), options, platform);

/** The files of one of the models. */
export const filesOf = (name: string): Record<string, Uint8Array | string> => contents(made[name]?.files ?? {});
/** A vector scaled to length 1. */
export const unit = (vector: readonly number[]): readonly number[] => vector.map((number) => number / Math.hypot(...vector));
