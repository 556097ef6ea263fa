import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { isFloat32Array, isInt32Array } from "./typed-arrays.ts";

test("arrays of this realm and of another are told by their type", () => {
  for (const value of [new Float32Array(1), runInNewContext("new Float32Array(1)")]) {
    expect([isFloat32Array(value), isInt32Array(value)]).toEqual([true, false]);
  }
  for (const value of [new Int32Array(1), runInNewContext("new Int32Array(1)")]) {
    expect([isFloat32Array(value), isInt32Array(value)]).toEqual([false, true]);
  }
});

test.each([undefined, null, [], {}, "Float32Array", new Float64Array(1), new BigInt64Array(1)])("%o is neither", (value: unknown) => {
  expect([isFloat32Array(value), isInt32Array(value)]).toEqual([false, false]);
});
