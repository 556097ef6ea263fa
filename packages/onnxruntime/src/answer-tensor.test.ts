import { runInNewContext } from "node:vm";
import { Tensor } from "onnxruntime-common";
import { expect, test } from "vitest";
import { AnswerTensor } from "./answer-tensor.ts";

test.each([
  ["float32", "Float32Array.of(1, 2)", Float32Array],
  ["int64", "BigInt64Array.of(1n, 2n)", BigInt64Array],
  ["uint8", "Uint8Array.of(1, 2)", Uint8Array],
] as const)("%s of another realm becomes an array of this one, over the same memory", (type, expression, own) => {
  const foreign = runInNewContext(expression) as Float32Array;
  expect(() => new Tensor(type as "float32", foreign, [2])).toThrow(TypeError);
  const tensor = new AnswerTensor(type as "float32", foreign, [2]);
  expect(tensor).toBeInstanceOf(Tensor);
  expect(tensor.data).toBeInstanceOf(own);
  expect(tensor.data.buffer).toBe(foreign.buffer);
});

test("an array of this realm stays itself", () => {
  const data = Float32Array.of(1, 2);
  expect(new AnswerTensor("float32", data, [2]).data).toBe(data);
});
