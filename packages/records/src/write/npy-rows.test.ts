import fc from "fast-check";
import { expect, test } from "vitest";
import { readNpy } from "../npy/npy.ts";
import { fakeEmbeddings } from "../testing/fake-embeddings.ts";
import { npyWriter } from "./npy-rows.ts";
import type { SeekableSink } from "./row-writer.ts";

function memoryFile(): SeekableSink & { readonly content: () => Buffer } {
  const pieces: Buffer[] = [];
  const content = (): Buffer => Buffer.concat(pieces);
  return {
    content,
    write: async (piece) => void pieces.push(Buffer.from(piece)),
    overwrite: async (position, piece) => {
      const all = content();
      all.set(piece, position);
      pieces.splice(0, pieces.length, all);
    },
  };
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

test("what was written in batches is read back bit for bit", async () => {
  const batches = fc.integer({ min: 1, max: 8 }).chain((dimension) => {
    const vector = fc.array(fc.float(), { minLength: dimension, maxLength: dimension });
    return fc.record({
      dimension: fc.constant(dimension),
      batches: fc.array(fc.array(vector, { maxLength: 5 }), { minLength: 1, maxLength: 4 }),
    });
  });
  await fc.assert(
    fc.asyncProperty(batches, async (input) => {
      const file = memoryFile();
      const beside = memoryFile();
      const writer = npyWriter(file, beside, "a model");
      for (const vectors of input.batches) {
        await writer.write({ firstIndex: 0, texts: [], embeddings: fakeEmbeddings(vectors, input.dimension) });
      }
      await writer.end();
      const { rows, width, groups } = await readNpy(one(file.content()), "vectors.npy");
      const numbers: number[] = [];
      for await (const { data } of groups) numbers.push(...data);
      expect({ rows, width }).toEqual({ rows: input.batches.flat().length, width: input.dimension });
      const provenance = { space: "test", model: "a model", layer: 6, dimension: input.dimension, rows, normalized: true };
      expect(JSON.parse(beside.content().toString())).toEqual({ ...provenance, prompt: null, truncated: 0 });
      const all = Float32Array.from(input.batches.flat(2));
      expect(Buffer.from(Float32Array.from(numbers).buffer).equals(Buffer.from(all.buffer))).toBe(true);
    }),
    { numRuns: 50 },
  );
});
