import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeJson } from "./encode-json.ts";

const textOf = (...numbers: number[]): string => String.fromCharCode(...encodeJson(Float32Array.from(numbers)));

/** The number of significant digits of a decimal. */
const digitsOf = (decimal: string): number =>
  decimal
    .replace(/e.*$/, "")
    .replace(/[-.]/g, "")
    .replace(/^0+|0+$/g, "").length;

/** The fewest significant digits that read back as the same float32. */
function fewest(number: number): number {
  for (let count = 1; count < 9; count++) if (Math.fround(Number(number.toPrecision(count))) === number) return count;
  return 9;
}

const floatOf = (bits: number): number => new Float32Array(Uint32Array.of(bits).buffer)[0]!;

function expectShortest(numbers: readonly number[]): void {
  const parts = textOf(...numbers)
    .slice(1, -1)
    .split(",");
  expect(parts).toHaveLength(numbers.length);
  for (const [at, number] of numbers.entries()) {
    const part = parts[at]!;
    expect(part).toMatch(/^-?(0|[1-9]\d*)(\.\d+)?(e[+-]\d+)?$/);
    expect(Object.is(Math.fround(JSON.parse(part) as number), number), `${part} is not ${number}`).toBe(true);
    expect(digitsOf(part), `${part} for ${number}`).toBeLessThanOrEqual(Math.max(fewest(number), digitsOf(String(Math.trunc(number)))));
  }
}

test("any float32 is the shortest decimal that reads back, in JSON's grammar", () => {
  const finite = fc.integer({ min: 0, max: 0xffffffff }).map(floatOf).filter(Number.isFinite);
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1 }), (numbers) => expectShortest(numbers)),
    { numRuns: 1000 },
  );
});

test("so are those of unit vectors, and the neighbours of all powers of two and ten", () => {
  const usual = fc.float({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(usual, { minLength: 1 }), (numbers) => expectShortest(numbers)),
    { numRuns: 1000 },
  );
  for (let exponent = 0; exponent < 255; exponent++)
    expectShortest([-2, -1, 0, 1, 2].map((step) => floatOf(Math.max(0, exponent * 2 ** 23 + step))));
  for (let exponent = -45; exponent < 39; exponent++) {
    const [bits = 0] = new Uint32Array(Float32Array.of(10 ** exponent).buffer);
    expectShortest([-2, -1, 0, 1, 2].map((step) => floatOf(Math.max(0, bits + step))));
  }
});

test("zeros keep their sign, whole numbers have no point, and what is not finite is null", () => {
  expect(textOf()).toBe("[]");
  expect(textOf(0, -0, 1, -1, 0.25, 0.1, -0.3, 8388608, 16777216, 1e-7)).toBe("[0,-0,1,-1,0.25,0.1,-0.3,8388608,1.6777216e+7,1e-7]");
  expect(textOf(Number.NaN, Infinity, -Infinity)).toBe("[null,null,null]");
  // The longest there are: all have room.
  expect(textOf(...Array.from({ length: 100 }, () => -1.20000115e-30))).toHaveLength(100 * 16 + 1);
});
