import { describe, expect, test } from "vitest";
import { memorySource } from "../model/files/memory-source.ts";
import { readSafetensorsHeader } from "./safetensors-header.ts";
import { readFloats } from "./safetensors-tensor.ts";

/** A safetensors file of a header and some bytes. */
function safetensors(header: unknown, data: readonly number[] = []): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + data.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  file.set(data, 8 + json.length);
  return file;
}

const bytesOf = (array: Float32Array | Float64Array | Uint16Array): number[] => Array.from(new Uint8Array(array.buffer));
const tensor = (dtype: string, shape: readonly number[], begin: number, end: number): object => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

async function read(file: Uint8Array, name: string): Promise<{ shape: readonly number[]; data: readonly number[] }> {
  const source = memorySource({ "a.safetensors": file });
  const { shape, data } = await readFloats(source, await readSafetensorsHeader(source, "a.safetensors"), name);
  return { shape, data: Array.from(data) };
}

describe("a safetensors file", () => {
  // All values are exact in each type: 1.5 is 0x3e00 as float16 and 0x3fc0 as bfloat16.
  const file = safetensors(
    {
      __metadata__: { format: "pt" },
      single: tensor("F32", [2, 1], 0, 8),
      half: tensor("F16", [2], 8, 12),
      brain: tensor("BF16", [2], 12, 16),
      double: tensor("F64", [1], 16, 24),
      scalar: tensor("F32", [], 24, 28),
      empty: tensor("F32", [0, 4], 28, 28),
      whole: tensor("I8", [1], 28, 29),
    },
    [
      ...bytesOf(Float32Array.of(1.5, -0.25)),
      ...bytesOf(Uint16Array.of(0x3e00, 0xb400)),
      ...bytesOf(Uint16Array.of(0x3fc0, 0xbe80)),
      ...bytesOf(Float64Array.of(1.5)),
      ...bytesOf(Float32Array.of(7)),
      3,
    ],
  );

  test.each([
    ["single", [2, 1], [1.5, -0.25]],
    ["half", [2], [1.5, -0.25]],
    ["brain", [2], [1.5, -0.25]],
    ["double", [1], [1.5]],
    ["scalar", [], [7]],
    ["empty", [0, 4], []],
  ])("gives the tensor %s as float32", async (name, shape, data) => {
    expect(await read(file, name)).toEqual({ shape, data });
  });

  test("has other types, which are no floats", async () => {
    await expect(read(file, "whole")).rejects.toMatchObject({
      message: 'a.safetensors: "whole.dtype" is the text "I8"; it must be F32, F16, BF16 or F64.',
    });
  });

  // https://github.com/huggingface/safetensors: the types of version 0.6.
  test.each([
    ["F4", 8],
    ["F6_E2M3", 12],
    ["F6_E3M2", 12],
    ["F8_E5M2", 16],
    ["F8_E4M3", 16],
    ["F8_E4M3FNUZ", 16],
    ["F8_E5M2FNUZ", 16],
    ["F8_E8M0", 16],
    ["C64", 128],
  ])("may have tensors of %s beside those that are read", async (type, bytes) => {
    const source = memorySource({ "a.safetensors": safetensors({ a: tensor(type, [16], 0, bytes) }, Array<number>(bytes).fill(0)) });
    expect((await readSafetensorsHeader(source, "a.safetensors")).tensors.get("a")).toMatchObject({ type, shape: [16] });
  });

  test("says which tensors it has", async () => {
    await expect(read(file, "linear.weight")).rejects.toMatchObject({
      message:
        'a.safetensors: "linear.weight" is missing; it must be there; the file has single, half, brain, double, scalar, empty, whole.',
    });
  });
});

describe("a damaged safetensors file", () => {
  const one = { a: tensor("F32", [2], 0, 8) };
  const tooLong = new Uint8Array(16).fill(0x7f);
  test.each([
    ["no file", undefined, /"a.safetensors" is missing/],
    ["an empty one", new Uint8Array(0), /has 0 bytes, but its own header needs 8/],
    ["one cut in its header", safetensors(one).subarray(0, 20), /has 20 bytes, but its own header needs/],
    ["one cut in its data", safetensors(one, [1, 2, 3, 4]), /It is incomplete/],
    ["an endless header", tooLong, /must be a safetensors file, which begins with the length of its header/],
    ["a header that is not JSON", safetensors("{"), /header is not JSON/],
    ["a header that is a list", safetensors([]), /must be a JSON object/],
    ["a pointer", new TextEncoder().encode("version https://git-lfs.github.com/spec/v1\n"), /Git LFS pointer/],
    ["an unknown type", safetensors({ a: tensor("F3", [2], 0, 8) }), /"a.dtype" is the text "F3"/],
    ["a shape of other size", safetensors({ a: tensor("F32", [3], 0, 8) }, [0]), /two numbers 12 apart, the bytes of F32 \[3\]/],
    ["a negative offset", safetensors({ a: tensor("F32", [2], -8, 0) }), /"a.data_offsets.0" is -8/],
    ["a fraction", safetensors({ a: tensor("F32", [0.5], 0, 2) }), /"a.shape.0" is 0.5/],
    ["offsets the wrong way", safetensors({ a: tensor("F32", [2], 8, 0) }), /two numbers 8 apart/],
    ["three offsets", safetensors({ a: { dtype: "F32", shape: [1], data_offsets: [0, 4, 8] } }), /two numbers 4 apart/],
    [
      "two tensors that share bytes",
      safetensors({ a: tensor("F32", [2], 0, 8), b: tensor("F32", [1], 4, 8) }, [0, 0, 0, 0, 0, 0, 0, 0]),
      /"b.data_offsets" is 4 to 8; it must be after 8, the end of "a"/,
    ],
    ["a size beyond all numbers", safetensors({ a: tensor("F32", [1e9, 1e9, 1e9], 0, 8) }), /two numbers 4e\+27 apart/],
  ])("is refused: %s", async (_, bytes, message) => {
    const source = memorySource(bytes === undefined ? {} : { "a.safetensors": bytes });
    await expect(readSafetensorsHeader(source, "a.safetensors")).rejects.toThrow(message);
  });
});

test("a header of lists in lists is refused before it is parsed", async () => {
  await expect(read(safetensors("[".repeat(100_000)), "a")).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    details: { file: "a.safetensors", found: "nested more than 64 deep" },
  });
});
