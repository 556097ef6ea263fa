import { expect, test } from "vitest";
import { float16ToFloat32 } from "./float16.ts";

test("every kind of half float becomes its exact value", () => {
  const bits = Uint16Array.of(0x0000, 0x8000, 0x3c00, 0xbc00, 0x3555, 0x7bff, 0x0400, 0x03ff, 0x0001, 0x7c00, 0xfc00);
  const values = [0, -0, 1, -1, 0.333251953125, 65504, 2 ** -14, (1023 / 1024) * 2 ** -14, 2 ** -24, Infinity, -Infinity];
  expect([...float16ToFloat32(bits)]).toEqual(values);
  expect(float16ToFloat32(Uint16Array.of(0x7e00))[0]).toBeNaN();
});

test("numbers keep their order", () => {
  const finite = Uint16Array.from({ length: 0x7c00 }, (_, bits) => bits);
  const values = float16ToFloat32(finite);
  expect(values.every((value, i) => i === 0 || value > (values[i - 1] ?? Infinity))).toBe(true);
});
