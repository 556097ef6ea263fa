import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { isFloat32Array, isInt32Array, isInt8Array, isUint16Array, isUint8Array } from "./typed-arrays.ts";

const answers = (value: unknown): readonly boolean[] => [isFloat32Array(value), isInt32Array(value), isUint16Array(value)];

test("arrays of this realm and of another are told by their type", () => {
  for (const value of [new Float32Array(1), runInNewContext("new Float32Array(1)")]) expect(answers(value)).toEqual([true, false, false]);
  for (const value of [new Int32Array(1), runInNewContext("new Int32Array(1)")]) expect(answers(value)).toEqual([false, true, false]);
  for (const value of [new Uint16Array(1), runInNewContext("new Uint16Array(1)")]) expect(answers(value)).toEqual([false, false, true]);
});

test("bytes of this realm and of another are told by their sign", () => {
  for (const value of [new Int8Array(1), runInNewContext("new Int8Array(1)")])
    expect([isInt8Array(value), isUint8Array(value)]).toEqual([true, false]);
  for (const value of [new Uint8Array(1), runInNewContext("new Uint8Array(1)")])
    expect([isInt8Array(value), isUint8Array(value)]).toEqual([false, true]);
});

test.each([undefined, null, [], {}, "Float32Array", new Float64Array(1), new BigInt64Array(1)])("%o is none", (value: unknown) => {
  expect(answers(value)).toEqual([false, false, false]);
});
