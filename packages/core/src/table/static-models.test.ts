import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { openModel, type ModelOptions, type ModelPlatform } from "../embedder/open-model.ts";
import { memorySource } from "../model/memory-source.ts";

// Models in miniature and what their libraries give, as tools/fixtures/make-static-models.py wrote them down.
const fixture = new URL("../../fixtures/static-models.json.gz", import.meta.url);
interface Made {
  readonly files: Readonly<Record<string, string>>;
  readonly answers: readonly { readonly text: string; readonly ids: readonly number[]; readonly vector: readonly number[] }[];
}
const made = JSON.parse(gunzipSync(readFileSync(fixture)).toString()) as Readonly<Record<string, Made>>;

const contents = (files: Made["files"]): Record<string, Uint8Array | string> =>
  Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      path.endsWith(".json") ? content : new Uint8Array(Buffer.from(content, "base64")),
    ]),
  );

const platform: ModelPlatform = {
  runtime: { name: "none", version: "0", machine: "none", open: () => Promise.reject(new Error("no graph is run")) },
  clock: () => performance.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
  digest: async (bytes) => hash("sha256", bytes),
  store: { read: async () => undefined, write: async () => ({ kept: false }) },
};
const open = (files: Record<string, Uint8Array | string>, options: ModelOptions = {}) =>
  openModel(memorySource(files, "a test"), options, platform);

const lengthOf = (vector: ArrayLike<number>): number => Math.hypot(...Array.from(vector));

describe.each(Object.entries(made))("%s", (name, { files, answers }) => {
  test("gives the library's token ids and vectors", async () => {
    await using embedder = await open(contents(files));
    const texts = answers.map(({ text }) => text);
    const ids = (await embedder.tokenize(texts)).map((row) => Array.from(row.ids));
    expect(ids).toEqual(answers.map((answer) => answer.ids));
    const { vectors, provider } = await embedder.embed(texts);
    expect(provider).toBe("table");
    // float32 sums; model2vec rounds those of a float16 table to float16.
    const digits = name.includes("float16") ? 3 : 6;
    for (const [at, { vector, text }] of answers.entries()) {
      const length = lengthOf(vector);
      for (const [place, number] of vector.entries())
        expect(vectors[at]?.[place], `${text}, ${place}`).toBeCloseTo(number / length, digits);
    }
  });
});
