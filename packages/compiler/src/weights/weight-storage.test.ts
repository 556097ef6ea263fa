import { describe, expect, test } from "vitest";
import { toFloat16 } from "@nestvec/core/compile";
import { storedNumbers, type StoredTensor } from "./stored-tensor.ts";
import { weightStorage } from "./weight-storage.ts";

/** A positive float16 by its bit pattern, as IEEE 754 defines it. */
function half(pattern: number): number {
  const [exponent, fraction] = [pattern >> 10, pattern & 1023];
  return exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
}

describe("float16", () => {
  const patterns = Array.from({ length: 0x7c00 }, (_, pattern) => pattern);

  test("every number that it has is kept, of both signs", () => {
    const { halves, isExact, tooLarge } = toFloat16(Float32Array.from(patterns.flatMap((pattern) => [half(pattern), -half(pattern)])));
    expect({ isExact, tooLarge }).toEqual({ isExact: true, tooLarge: undefined });
    expect(Array.from(halves)).toEqual(patterns.flatMap((pattern) => [pattern, pattern | 0x8000]));
  });

  test("others go to the nearest, and from the middle to the even one", () => {
    const middles = patterns.slice(0, -1).map((pattern) => (half(pattern) + half(pattern + 1)) / 2);
    const even = patterns.slice(0, -1).map((pattern) => pattern + (pattern % 2));
    // A float32 that is next to the middle: half a step of float16 is at least 2^13 steps of float32.
    const below = toFloat16(Float32Array.from(middles, (middle) => middle * (1 - 2 ** -20)));
    const at = toFloat16(Float32Array.from(middles));
    const above = toFloat16(Float32Array.from(middles, (middle) => middle * (1 + 2 ** -20)));
    expect(Array.from(at.halves)).toEqual(even);
    expect(Array.from(below.halves)).toEqual(patterns.slice(0, -1));
    expect(Array.from(above.halves)).toEqual(patterns.slice(1));
    expect([below.isExact, at.isExact, above.isExact]).toEqual([false, false, false]);
  });

  test("a number that it has no place for is refused", async () => {
    const [tensor] = weightStorage("float16").matrix(storedNumbers("layers.0.up", [1, 2], () => Float32Array.of(65_504, -65_536)));
    await expect(bytesOf(tensor)).rejects.toThrow(
      `"weights" is "float16"; it must be "float32" or "int8": "layers.0.up" has the number -65536, and those of float16 end at 65504`,
    );
  });
});

describe("int8", () => {
  const [rows, columns] = [37, 23];
  const numbers = Float32Array.from({ length: rows * columns }, (_, index) => Math.sin(index * index) * 10 ** (index % 5));
  // A column and a row of zeros.
  for (let row = 0; row < rows; row++) numbers[row * columns + 4] = 0;
  numbers.fill(0, 6 * columns, 7 * columns);
  /** In parts that end within rows. */
  const matrix: StoredTensor = {
    name: "matrix",
    dims: [rows, columns],
    async *numbers() {
      for (let start = 0; start < numbers.length; start += 100) yield numbers.slice(start, start + 100);
    },
  };

  test.each([
    ["matrix", [columns], (index: number) => index % columns],
    ["table", [rows, 1], (index: number) => Math.floor(index / columns)],
  ] as const)("a %s is rounded to the nearest of 255 steps", async (kind, dims, scaleAt) => {
    const [whole, scales] = weightStorage("int8")[kind](matrix);
    expect(whole).toMatchObject({ name: "matrix", type: "int8", dims: [rows, columns] });
    expect(scales).toMatchObject({ name: "matrix.scales", type: "float32", dims });
    const steps = new Int8Array((await bytesOf(whole)).buffer);
    const scale = new Float32Array((await bytesOf(scales)).buffer);
    expect(steps).toHaveLength(numbers.length);
    const largest = new Float32Array(scale.length);
    for (const [index, number] of numbers.entries()) {
      const step = scale[scaleAt(index)] ?? Number.NaN;
      // Half a step, and what float32 rounds of the product.
      expect(Math.abs(number - (steps[index] ?? 0) * step)).toBeLessThanOrEqual(step * 0.500_01);
      largest[scaleAt(index)] = Math.max(largest[scaleAt(index)] ?? 0, Math.abs(steps[index] ?? 0));
    }
    // All steps are used, but where there is nothing.
    expect(new Set(largest)).toEqual(new Set([127, 0]));
    expect(Array.from(largest).filter((most) => most === 0)).toHaveLength(1);
  });
});

async function bytesOf(tensor: ReturnType<ReturnType<typeof weightStorage>["matrix"]>[number] | undefined): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of tensor?.bytes() ?? []) parts.push(part);
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}
