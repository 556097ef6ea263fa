import { configInvalid } from "@nestvec/core/compile";
import type { SourceTensor } from "./source-tensors.ts";

/** Numbers that are looked at at once. */
const numbersAtOnce = 2 ** 22;

/** @throws NestvecError CONFIG_INVALID for the first number of a tensor that is NaN or infinite */
export async function checkFinite(tensor: SourceTensor): Promise<void> {
  const elements = tensor.shape.reduce((product, size) => product * size, 1);
  for (let start = 0; start < elements; start += numbersAtOnce) {
    const numbers = await tensor.read(start, Math.min(elements, start + numbersAtOnce));
    const bits = new Uint32Array(numbers.buffer);
    // All bits of the exponent are set in these alone.
    const wrong = bits.findIndex((pattern) => (pattern & 0x7f800000) === 0x7f800000);
    if (wrong < 0) continue;
    const at = { file: tensor.file, key: tensor.name, value: undefined };
    throw configInvalid(at, "a tensor of finite numbers", `one whose number ${start + wrong} is ${numbers[wrong]}`);
  }
}
