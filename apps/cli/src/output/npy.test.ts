import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseNpy } from "../testing/parse-npy.ts";
import { fakeEmbeddings } from "../testing/fake-embeddings.ts";
import { openFileSink } from "./file-sink.ts";
import { npyHeader, npyWriter } from "./npy.ts";

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
      const writer = npyWriter(sink);
      for (const vectors of input.batches) {
        await writer.write({ firstIndex: 0, texts: [], embeddings: fakeEmbeddings(vectors, input.dimension) });
      }
      await writer.end();
      await sink.finish();
      const { shape, data } = parseNpy(await readFile(path));
      const all = Float32Array.from(input.batches.flat(2));
      expect(shape).toEqual([input.batches.flat().length, input.dimension]);
      expect(Buffer.from(data.buffer).equals(Buffer.from(all.buffer))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test("the header has one length for any number of rows, a multiple of 64 as the format asks", () => {
  for (const [rows, dimension] of [
    [0, 1],
    [1, 64],
    [Number.MAX_SAFE_INTEGER, 1_000_000],
  ] as const) {
    const header = Buffer.from(npyHeader(rows, dimension));
    expect(header.length).toBe(128);
    expect(header.subarray(0, 8)).toEqual(Buffer.from("\x93NUMPY\x01\x00", "latin1"));
    expect(header.readUInt16LE(8)).toBe(118);
    expect(header.toString("latin1", 10)).toMatch(new RegExp(`'shape': \\(${rows}, ${dimension}\\), \\} *\n$`));
  }
});
