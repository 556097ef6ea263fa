import { expect, test } from "vitest";
import { NestvecError } from "@nestvec/core";
import fc from "fast-check";
import { littleEndian, npyHeader, readNpy } from "./npy.ts";

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(bytes: Uint8Array, size = 1000): Promise<{ readonly shape: readonly number[]; readonly data: readonly number[] }> {
  const { rows, width, groups } = await readNpy(chunksOf(bytes, size), "a.npy");
  const data: number[] = [];
  for await (const group of groups) {
    expect(group.data.length).toBe(group.rows * width);
    data.push(...group.data);
  }
  return { shape: [rows, width], data };
}

test("what was written is read back bit for bit, however the bytes are cut into chunks", async () => {
  const rows = fc
    .integer({ min: 1, max: 5 })
    .chain((width) =>
      fc.array(fc.array(fc.float({ noNaN: true }), { minLength: width, maxLength: width }), { minLength: 1, maxLength: 20 }),
    );
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 200 }), async (vectors, size) => {
      const width = vectors[0]!.length;
      const bytes = Buffer.concat([npyHeader(vectors.length, width), littleEndian(Float32Array.from(vectors.flat()))]);
      expect(await read(bytes, size)).toEqual({ shape: [vectors.length, width], data: vectors.flat() });
    }),
  );
});

const file = (dictionary: string, data: Uint8Array, version = 1): Uint8Array => {
  const length = version === 1 ? Buffer.alloc(2) : Buffer.alloc(4);
  if (version === 1) length.writeUInt16LE(dictionary.length);
  else length.writeUInt32LE(dictionary.length);
  return Buffer.concat([Buffer.from("\x93NUMPY", "latin1"), Buffer.from([version, 0]), length, Buffer.from(dictionary), data]);
};
const numbers = littleEndian(Float32Array.of(1, 2, 3, 4));

test.each([1, 2, 3])("version %s of the format is read", async (version) => {
  const dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }\n";
  expect(await read(file(dictionary, numbers, version))).toEqual({ shape: [2, 2], data: [1, 2, 3, 4] });
});

test.each([
  ["no npy file", Buffer.from("some text, and more of it"), /no array of NumPy/],
  ["a header cut short", file("{'descr': '<f4'", numbers).subarray(0, 12), /header is cut short/],
  ["float64", file("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }", numbers), /type <f8 .*must hold .*float32/],
  ["one dimension", file("{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }", numbers), /shape \(4\)/],
  ["columns first", file("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }", numbers), /row by row/],
  ["rows that are missing", file("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }", numbers), /ends after 2 of 3 rows/],
])("%s is FILE_NOT_READABLE", async (_name, bytes, problem) => {
  const error: unknown = await read(bytes).catch((caught: unknown) => caught);
  expect(NestvecError.is(error, "FILE_NOT_READABLE") && error.details.file).toBe("a.npy");
  expect(String(error)).toMatch(problem);
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
