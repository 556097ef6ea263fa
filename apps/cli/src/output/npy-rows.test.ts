import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseNpy } from "../testing/parse-npy.ts";
import { fakeEmbeddings } from "../testing/fake-embeddings.ts";
import { openFileSink } from "./file-sink.ts";
import { npyWriter } from "./npy-rows.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nestvec-npy-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("what was written in batches is read back bit for bit", async () => {
  const path = join(folder, "vectors.npy");
  const batches = fc.integer({ min: 1, max: 8 }).chain((dimension) => {
    const vector = fc.array(fc.float(), { minLength: dimension, maxLength: dimension });
    return fc.record({
      dimension: fc.constant(dimension),
      batches: fc.array(fc.array(vector, { maxLength: 5 }), { minLength: 1, maxLength: 4 }),
    });
  });
  await fc.assert(
    fc.asyncProperty(batches, async (input) => {
      const sink = await openFileSink(path);
      let json = "";
      const beside = { write: async (content: string | Uint8Array) => void (json += content.toString()) };
      const writer = npyWriter(sink, beside, "a model");
      for (const vectors of input.batches) {
        await writer.write({ firstIndex: 0, texts: [], embeddings: fakeEmbeddings(vectors, input.dimension) });
      }
      await writer.end();
      await sink.finish();
      const { shape, data } = parseNpy(await readFile(path));
      const all = Float32Array.from(input.batches.flat(2));
      expect(shape).toEqual([input.batches.flat().length, input.dimension]);
      const provenance = { space: "test", model: "a model", layer: 6, dimension: input.dimension, rows: shape[0], normalized: true };
      expect(JSON.parse(json)).toEqual({ ...provenance, prompt: null, truncated: 0 });
      expect(Buffer.from(data.buffer).equals(Buffer.from(all.buffer))).toBe(true);
    }),
    { numRuns: 50 },
  );
});
